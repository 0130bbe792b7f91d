"""The search for a chain against brute force: random webs of authorities, some expired, some without the right."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import sm2
from crypto.certificates import path
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import CERTIFY, ENCRYPT
from crypto.certificates.trust import Trust
from tests.simulators.pki import AT, DAY, Made, root, standard

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
NODES = 5
KEYS = [sm2.generate() for _ in range(NODES)]
SIGNERS = [root(f"机构{number}", pair=pair) for number, pair in enumerate(KEYS)]
# Names as Made gives them; the root limits nothing, the length of a path is tried elsewhere.
SUBJECTS = [Made(f"机构{number}", SIGNERS[number], KEYS[number]).certificate().subject_der for number in range(NODES)]
ROOT = Made(
    "机构0", SIGNERS[0], KEYS[0], extensions=standard(KEYS[0].public.raw, CERTIFY, ca=True), issuer_der=SUBJECTS[0]
).certificate()
PERSON = sm2.generate()


@dataclass(frozen=True)
class Edge:
    """Authority `above` certifies the key of `below`."""

    below: int
    above: int
    valid: bool
    may: bool

    @property
    def good(self) -> bool:
        return self.valid and self.may


EDGES = st.lists(
    st.builds(Edge, st.integers(1, NODES - 1), st.integers(0, NODES - 1), st.booleans(), st.booleans()).filter(
        lambda edge: edge.below != edge.above
    ),
    max_size=9,
)
SEEN: dict[tuple[Edge, int], Certificate] = {}


def certificate(edge: Edge, copy: int) -> Certificate:
    if (edge, copy) not in SEEN:
        pair, above = KEYS[edge.below], SIGNERS[edge.above]
        extensions = standard(pair.public.raw, CERTIFY if edge.may else ENCRYPT, ca=True)
        start = AT - DAY if edge.valid else AT + DAY
        made = Made(
            f"机构{edge.below}", above, pair, extensions=extensions, issuer_der=SUBJECTS[edge.above], start=start
        )
        SEEN[edge, copy] = made.certificate()
    return SEEN[edge, copy]


PEOPLE = [Made("张三", SIGNERS[number], PERSON, issuer_der=SUBJECTS[number]).certificate() for number in range(NODES)]


def reachable(start: int, edges: Sequence[Edge]) -> bool:
    """Whether good certificates alone lead from an authority to the root."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        above = {edge.above for edge in edges if edge.below == here and edge.good} - seen
        seen |= above
        waiting += above
    return 0 in seen


@given(EDGES, st.integers(0, NODES - 1))
@settings(max_examples=3000 if LONG else 60)
def test_a_chain_is_sound_exactly_when_brute_force_finds_one(edges: list[Edge], issuer: int) -> None:
    certificates = [certificate(edge, edges[:place].count(edge)) for place, edge in enumerate(edges)]
    found = path.check(PEOPLE[issuer], Trust((ROOT,), tuple(certificates)), AT, None)
    assert found.sound is reachable(issuer, edges)
    if found.sound:
        assert found.chain[0] == PEOPLE[issuer]
        assert found.chain[-1] == ROOT
