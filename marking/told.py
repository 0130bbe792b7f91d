"""What a person is told of what the gate found: their own words, where these stand, which rule, and why.

- Made for the page of the person who handed the text in, from that request's memory; it goes nowhere else.
- Every finding is told, what is refused apart from what is held; parts that passed are not mentioned.
- A declaration names what was told: the digests of the holds listed above its tick, and nothing beyond them.
- A marking with characters in it that nobody sees is said to have them: the words alone would look like any others.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat

from marking.cleared import quotation
from marking.errors import Held, MarkingFound
from marking.eyes import marks
from marking.rulebook import current
from marking.scan import findings
from marking.verdict import AROUND, Decision, Unreadable, Verdict

_UNSEEN = {"Cf", "Cc", "Mn", "Me", "Zl", "Zp"}
_BREAKS = {"\n", "\r", "\t"}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINES = re.compile(r"[\n\r\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Told:
    """One finding. `label`: the rule's name, empty for what could not be read; `hidden`: unseen characters in it.

    `digest`: what a declaration calls the hold it is; empty where nothing can be declared.
    """

    verdict: Verdict
    label: str
    why: str
    hidden: bool
    digest: bytes = b""

    @property
    def refused(self) -> bool:
        """Whether these words may not enter at all."""
        return self.verdict.decision is Decision.REFUSE

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and after the words in their line; cut off where the line goes on."""
        before, after = self.verdict.before, self.verdict.after
        head, tail = _LINES.split(before)[-1], _LINES.split(after)[0]
        cut_before = head == before and len(before) == AROUND
        cut_after = tail == after and len(after) == AROUND
        return f"…{head}" if cut_before else head, f"{tail}…" if cut_after else tail

    @property
    def releasable(self) -> bool:
        """Whether two people may answer for it."""
        held = self.verdict.decision is Decision.HOLD
        return held and (self.verdict.reason is None or self.verdict.reason.releasable)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why nothing was let in. `releasable`: two people's declarations can let all of it in."""

    refused: tuple[Told, ...]
    held: tuple[Told, ...]
    releasable: bool

    @property
    def digests(self) -> list[str]:
        """What a declaration of all that is listed here names, in hexadecimal."""
        return list(dict.fromkeys(told.digest.hex() for told in self.held if told.digest))

    @property
    def found(self) -> dict[str, int]:
        """Field or file -> how many findings stand in it, in the order of the form."""
        every = [told.verdict.where for told in (*self.refused, *self.held)]
        return {where: every.count(where) for where in every}


def stopped(refusal: Exception | None) -> Stopped | None:
    """What to show for a refusal of the gate; None for any other."""
    if not isinstance(refusal, MarkingFound | Held):
        return None
    digests = refusal.digests if isinstance(refusal, Held) else ()
    said = told(refusal.verdicts, digests)
    refused = tuple(one for one in said if one.refused)
    held = tuple(one for one in said if not one.refused)
    return Stopped(refused, held, isinstance(refusal, Held) and refusal.releasable)


def declared(tick: str) -> frozenset[bytes]:
    """The reverse of Stopped.digests: the holds a posted tick stands for. What is no digest declares nothing."""
    return frozenset(bytes.fromhex(named) for named in tick.split() if _DIGEST.fullmatch(named))


def told(verdicts: Iterable[Verdict], digests: Iterable[bytes] = ()) -> tuple[Told, ...]:
    """Every finding among the verdicts, as it is told. `digests`: of the holds they are, in step with them."""
    pairs = zip(verdicts, chain(digests, repeat(b"")), strict=False)
    return tuple(_told(verdict, digest) for verdict, digest in pairs if verdict.decision is not Decision.ALLOW)


def quotations(parts: Mapping[str, str]) -> dict[bytes, Told]:
    """The passages of texts that are held, by the digest of their hold."""
    found = ((one, text) for where, text in parts.items() for one in findings(text, where))
    held = [(one, quotation(one, text)) for one, text in found if one.decision is Decision.HOLD]
    return {digest: _told(one, digest) for one, digest in held}


def why(rule: str, reason: Unreadable | None) -> tuple[str, str]:
    """A rule's name and why it stops; for what could not be read no name, and what to do about it."""
    if reason:
        return "", reason.label
    row = current().by_id.get(rule) or marks.BY_ID.get(rule)
    return (row.label, row.reason) if row else (rule, "")


def _told(verdict: Verdict, digest: bytes = b"") -> Told:
    hidden = any(unicodedata.category(sign) in _UNSEEN and sign not in _BREAKS for sign in verdict.words)
    return Told(verdict, *why(verdict.rule, verdict.reason), hidden, digest)
