"""What is fuzzed: each parser of the verifier, its genuine samples, and how they are damaged."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.verify.inspect import inspect, one
from app.verify.kinds import Found, Kind
from app.verify.report import Question, Report
from crypto.seals.pdf import sign_pdf
from tests.fuzz import mutations
from tests.fuzz.samples import Sample, samples, sealed, sealed_ofd
from tests.unit.crypto.seals.office import NOW, ofd, office

VECTORS = Path(__file__).parents[1] / "vectors"


@dataclass(frozen=True)
class Parser:
    """`check`: what must end in a report whatever it gets. `proves`: a damaged file must never be valid."""

    name: str
    samples: tuple[Sample, ...]
    damage: Callable[[bytes, random.Random], bytes]
    check: Callable[[bytes, Question], tuple[Report, ...]]
    proves: bool = True


def of_kind(kind: Kind) -> Callable[[bytes, Question], tuple[Report, ...]]:
    """The check of one kind, past the telling of kinds."""
    return lambda data, question: (one(Found(kind, data), question),)


def vectors(*names: str) -> tuple[Sample, ...]:
    return tuple(Sample((VECTORS / each).read_bytes()) for each in names)


def parsers() -> dict[str, Parser]:
    """By name, in the order they are run."""
    ours, closed = samples(), sealed()
    twice = Sample(sign_pdf(ours["pdf"].data, office().second_seal, office().second, None, NOW))
    root = Sample(office().trust.roots[0].der)
    known = (
        Parser("certificate", (ours["certificate"], root), mutations.tree, of_kind(Kind.CERTIFICATE)),
        Parser("request", (ours["request"],), mutations.tree, of_kind(Kind.REQUEST)),
        Parser("revocation_list", (ours["revocation_list"],), mutations.tree, of_kind(Kind.REVOCATION_LIST)),
        Parser(
            "message",
            (ours["signed"], ours["signed_bare"], ours["detached"], *vectors("cms/gbt35275_signed_attached_cfca_sadk.der")),
            mutations.tree, of_kind(Kind.MESSAGE), proves=False,  # unsigned attributes and the bag's order may change
        ),
        Parser("receipt", (ours["receipt"],), mutations.tree, of_kind(Kind.MESSAGE)),
        Parser("envelope", tuple(closed.values()), mutations.tree, of_kind(Kind.MESSAGE)),
        Parser(
            "seal", (ours["seal"], *vectors("seal/UserV1.esl", "seal/UserV4.esl")), mutations.tree, of_kind(Kind.SEAL)
        ),
        Parser(
            "seal_signature", (ours["seal_signature"], *vectors("seal/gomain_v4_SignedValue.dat")), mutations.tree,
            of_kind(Kind.SEAL_SIGNATURE),
        ),
        Parser(
            "ofd",
            (ours["ofd"], Sample(sealed_ofd(closed=True)), Sample(ofd()), *vectors("ofd/SESV4SignDoc.ofd", "ofd/test-ofda.ofd")),
            mutations.archive, of_kind(Kind.OFD),
        ),
        Parser("pdf", (ours["pdf"], twice), mutations.file, of_kind(Kind.PDF)),
        Parser("package", (ours["package"],), mutations.archive, of_kind(Kind.PACKAGE)),
        Parser("journal", (ours["journal"], ours["head"]), mutations.mutated, inspect, proves=False),  # spaces in JSON
        Parser("telling", (*ours.values(), *closed.values(), *pem()), mutations.mutated, inspect, proves=False),
    )  # fmt: skip
    return {each.name: each for each in known}


def pem() -> tuple[Sample, ...]:
    names = ("certchain_signeddata_gmssl_cn.p7.pem", "envelope_a_ski_required.p7.pem", "gmcert_sign_cert.pem")
    return vectors(*(f"cms/{each}" for each in names))
