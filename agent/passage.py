"""What a terminal sends and what it receives passes the marking gate: before it is enveloped, and after it was opened.

- Only admit() makes an Admitted, and only what is Admitted is sent or given out.
- Sending: what was admitted is signed, and enveloped for certificates that lead to a trusted root today and are for
  encryption.
- Receiving: the envelope is opened in memory, its signatures and the signers' certificates are checked, then the
  content is examined. It is given out when all of that holds, never in part; so what is not given out is never written.
- A document that is stopped is named by its SM3 and by the rules it met. What the service would put to two people is
  put to `answer`: one person at one terminal answers, and nothing here shows that a second one looked. A marking is put
  to nobody.
- No clock, no files, no device but through the signer and the holder that are given.
"""

from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field
from datetime import datetime

from crypto import sm3
from crypto.certificates import path
from crypto.certificates.certificate import Certificate, Usage
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.findings import Finding
from crypto.messages import both, checking
from crypto.messages.checking import CheckedSigner
from crypto.messages.enveloped import Holder
from marking.child import pool
from marking.errors import Held
from marking.verdict import Decision, Verdict

_PROOF = object()


@dataclass(frozen=True, slots=True)
class Document:
    """What is handed over; the name is looked at as well."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A document that passed the gate."""

    document: Document
    proof: InitVar[object] = None

    def __post_init__(self, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("only agent.passage.admit() makes an Admitted")


@dataclass(frozen=True, slots=True)
class Received:
    """A document that came and passed, and who signed it."""

    admitted: Admitted
    signers: tuple[CheckedSigner, ...]


class Stopped(Exception):
    """The gate did not let a document pass. `digest`: SM3 of it."""

    def __init__(self, digest: bytes, verdicts: tuple[Verdict, ...]) -> None:
        super().__init__(digest.hex())
        self.digest, self.verdicts = digest, verdicts

    @property
    def releasable(self) -> bool:
        """Whether it can be answered for; a marking and what is damaged cannot."""
        marked = any(one.decision is Decision.REFUSE for one in self.verdicts)
        return not marked and Held(self.verdicts).releasable


class Unproven(Exception):
    """A certificate or a message does not hold; `name` is what was asked about, the findings say why."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(name)
        self.name, self.findings = name, findings


def refuse(stopped: Stopped) -> None:
    """The answer where nobody is there to give one."""
    raise stopped


@dataclass(frozen=True, slots=True)
class Terms:
    """What a passage goes by. `answer`: returns when the person at the terminal answered for it, else raises."""

    trust: Trust
    at: datetime
    answer: Callable[[Stopped], None] = refuse


def admit(document: Document, terms: Terms) -> Admitted:
    """A document that passes or was answered for. Raises Stopped."""
    verdicts = pool.examine({}, [(document.name, document.data)])
    if verdicts:
        stopped = Stopped(sm3.hash(document.data), verdicts)
        if not stopped.releasable:
            raise stopped
        terms.answer(stopped)
    return Admitted(document, _PROOF)


def send(admitted: Admitted, by: Signer, recipients: Iterable[Certificate], terms: Terms) -> bytes:
    """The envelope. Raises Unproven, BadCertificate, BadMessage, DeviceError."""
    to = tuple(recipients)
    wanted = [(by.certificate, Usage.DIGITAL_SIGNATURE), *((each, Usage.KEY_ENCIPHERMENT) for each in to)]
    for certificate, usage in wanted:
        way = path.check(certificate, terms.trust, terms.at, usage)
        if not way.sound:
            raise Unproven(certificate.name, tuple(way.findings))
    return both.seal(admitted.document.data, [by], to, at=terms.at)


def receive(name: str, envelope: bytes, holder: Holder, terms: Terms) -> Received:
    """The document inside; `name` is what it will be called. Raises Unproven, Stopped, DeviceError."""
    checked = checking.check(envelope, terms.trust, terms.at, holder=holder)
    if checked.content is None:
        raise Unproven(name, checked.findings)
    return Received(admit(Document(name, checked.content), terms), checked.signers)
