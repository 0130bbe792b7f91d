"""`python -m tests.corpus`: the scanner's answers to the whole corpus, by category; what failed goes to a file.

--failures FILE     id, category, text, verdict, expected: one JSON object a line
--category WORD     only cases with this word among their tags
--digest FILE       failures by category, a few examples each
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from marking.known import FILE
from marking.scan import findings
from marking.verdict import Decision
from tests.corpus import allow, stop
from tests.corpus.cases import ALLOW, SEED, STOP, Case
from tests.corpus.known import drawn, encoded
from tests.corpus.run import Failure, Tally, judged

EXAMPLES = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("--failures", type=Path)
    parser.add_argument("--digest", type=Path)
    parser.add_argument("--category", default="")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--every", type=int, default=1, help="only every n-th case")
    parser.add_argument("--write-known", action="store_true")
    args = parser.parse_args()
    if args.write_known:
        FILE.write_bytes(encoded(drawn()))
        return 0
    every = [*stop.cases(args.seed), *allow.cases(args.seed)]
    chosen = [case for case in every if not args.category or args.category in case.tags][:: args.every]
    began = time.process_time()
    tally = judged(chosen, findings)
    seconds = time.process_time() - began
    _told(tally, chosen, seconds)
    if args.failures:
        args.failures.write_text("".join(_row(failure) + "\n" for failure in tally.failures), encoding="utf-8")
    if args.digest:
        args.digest.write_text(_digest(tally), encoding="utf-8")
    return int(bool(tally.failures))


def _told(tally: Tally, cases: list[Case], seconds: float) -> None:
    for verdict in (STOP, ALLOW):
        print(verdict, tally.total(verdict), {decision.value: tally.of(verdict, decision) for decision in Decision})
    print(f"{seconds:.1f} s CPU, {sum(len(case.text) for case in cases):,} characters")
    print(dict(Counter(failure.why for failure in tally.failures)))
    asked, failed = (
        Counter(tag for case in cases for tag in case.tags),
        Counter(tag for failure in tally.failures for tag in failure.case.tags),
    )
    for tag, number in failed.most_common():
        print(f"{number:6} of {asked[tag]:6}  {tag}")


def _row(failure: Failure) -> str:
    said = failure.said
    return json.dumps(
        {
            "id": failure.case.id,
            "category": failure.case.tags,
            "why": failure.why,
            "expected": failure.case.verdict,
            "mark": failure.case.mark,
            "said": said and [said.decision.value, said.rule, said.words],
            "text": failure.case.text,
        },
        ensure_ascii=False,
    )


def _digest(tally: Tally) -> str:
    by_tag: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in tally.failures:
        for tag in failure.case.tags:
            by_tag[failure.why, tag].append(failure)
    lines = []
    for (why, tag), failures in sorted(by_tag.items(), key=lambda item: -len(item[1])):
        lines.append(f"{why} · {tag}: {len(failures)}")
        for failure in sorted(failures, key=lambda one: len(one.case.tags))[:EXAMPLES]:
            shown = failure.case.mark if failure.case.verdict == STOP else failure.case.text[:160]
            said = f" <- {failure.said.rule} {failure.said.words!r}" if failure.said else ""
            lines.append(f"    {failure.case.id} {'+'.join(failure.case.tags)}: {shown!r}{said}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
