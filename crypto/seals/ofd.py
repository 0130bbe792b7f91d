"""An OFD sealed and checked (GB/T 33190-2016 §18, GB/T 38540-2020).

Sealing, in the standard's order: every file final, then Signature.xml with their SM3, then the signature over its SM3.
- The files that were there stay as they are, byte for byte, but for the one element of OFD.xml that names Signatures.xml.
- All files are protected, also OFD.xml, the seal's own file and everything of earlier signatures. Signatures.xml is left
  out, so that another office can seal as well; `closed` protects it too, and nobody can add a signature after that.

Checking is stricter than the readers we know:
- check values are SM3, every referenced file is there and unchanged, Seal.esl is the seal inside the signature;
- every signature must hold, and every file of the package is protected by one, but for a signature's own two files and the
  list. With the strict archive (crypto/seals/archive.py) nothing in it is unprotected: whatever can be reached from
  OFD.xml is among the files. What was added or left out later is named;
- where the last signature is this product's own, list and archive must be bit for bit what it writes, so that not even a
  date in a header can be changed unseen. Others' archives have such room; nothing a reader shows depends on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from crypto import sm3
from crypto.certificates.signer import Signer
from crypto.certificates.trust import Trust
from crypto.errors import BadDocument
from crypto.findings import Finding, failed, notice, passed, sound
from crypto.messages import checking as messages
from crypto.seals import listing
from crypto.seals.checking import check_signature
from crypto.seals.documents import SEAL, SIGN, Description, Document, Listed
from crypto.seals.package import FIRST, Package, pack
from crypto.seals.placing import Stamp, require
from crypto.seals.reasons import OfdReason
from crypto.seals.signing import sign, usable
from crypto.seals.structures import LIMIT

NAMED = 20  # unprotected files named in a report
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class OfdSignature:
    """One signature of a package: who, when, with which seal, and what was found."""

    id: str
    kind: str  # Seal or Sign
    findings: tuple[Finding, ...]
    seal: str = ""
    seal_id: str = ""
    signer: str = ""
    at: datetime | None = None
    provider: str = ""
    pages: tuple[str, ...] = ()
    protects: frozenset[str] = frozenset()

    @property
    def sound(self) -> bool:
        """Whether it holds."""
        return sound(self.findings)


@dataclass(frozen=True, slots=True)
class OfdChecked:
    """The outcome. `findings`: about the package as a whole; each signature has its own."""

    findings: tuple[Finding, ...]
    signatures: tuple[OfdSignature, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing failed, neither of the package nor of any signature."""
        return sound([*self.findings, *(found for each in self.signatures for found in each.findings)])


def sign_ofd(  # noqa: PLR0913 - the last has a default
    data: bytes, seal: bytes, signer: Signer, stamps: tuple[Stamp, ...], at: datetime, *, closed: bool = False
) -> bytes:
    """The package with one more seal on it. Raises BadDocument, BadSeal."""
    usable(seal, signer.certificate, at)
    package = Package(data)
    document = Document(package)
    require(stamps, document.pages())
    if any(document.list_path in document.describe(each).references for each in document.listed):
        raise BadDocument(OfdReason.CLOSED)
    files = {name: package.read(name) for name in package.names}
    place = listing.place(document)
    if document.list_named is None:
        files[FIRST] = listing.announced(files[FIRST], place.list_path)
    files[place.list_path] = listing.listed((*document.listed, Listed(place.id, SEAL, place.description)))
    files[place.seal] = seal
    digests = {name: sm3.hash(body) for name, body in files.items() if closed or name != place.list_path}
    when = f"{at.astimezone(CHINA):%Y%m%d%H%M%S}"  # as vendors write it; the time that counts is in the signature
    files[place.description] = text = listing.described(place, digests, stamps, when)
    files[place.value] = sign(seal, signer, sm3.hash(text), f"/{place.description}", at)
    return pack(files)


def check_ofd(data: bytes, trust: Trust, now: datetime) -> OfdChecked:
    """Everything there is to ask. Raises nothing on a bad package."""
    try:
        document = Document(Package(data))
    except BadDocument as error:
        return OfdChecked((failed(error.reason, detail=error.detail),))
    opened = passed(OfdReason.OPENED, files=len(document.package.names), signatures=len(document.listed))
    if not document.listed:
        return OfdChecked((opened, failed(OfdReason.UNSIGNED)))
    signatures = tuple(_signature(document, each, trust, now) for each in document.listed)
    return OfdChecked((opened, *_whole(document, signatures)), signatures)


def _signature(document: Document, listed: Listed, trust: Trust, now: datetime) -> OfdSignature:
    package = document.package
    try:
        described = document.describe(listed)
        value, digest = package.read(described.value, LIMIT), package.digest(listed.path)
        findings = tuple(_references(package, described))
        seal_file = None if described.seal is None else package.read(described.seal, LIMIT)
    except BadDocument as error:
        return OfdSignature(listed.id, listed.kind, (failed(error.reason, detail=error.detail),))
    asked = _Asked(listed, described, value, digest, seal_file)
    if listed.kind == SEAL:
        found = _sealed(asked, trust, now)
    elif listed.kind == SIGN:
        found = _signed(asked, trust, now)
    else:
        found = OfdSignature(listed.id, listed.kind, (failed(OfdReason.LAYOUT, detail=listed.path),))
    # What is wrong with one of these is a finding of its own; here it only matters that none of them is a stranger.
    protects = {listed.path, described.value, described.seal or listed.path, *described.references}
    return replace(
        found,
        findings=(*findings, *found.findings),
        provider=described.provider,
        pages=described.pages,
        protects=frozenset(protects),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    listed: Listed
    described: Description
    value: bytes
    digest: bytes  # SM3 of Signature.xml
    seal_file: bytes | None


def _references(package: Package, described: Description) -> Iterator[Finding]:
    if not described.by_sm3:
        yield failed(OfdReason.CHECK_METHOD, method=described.check_method)
        return
    wrong = 0
    for name, expected in described.references.items():
        try:
            same, finding = package.digest(name) == expected, failed(OfdReason.CHANGED, file=name)
        except BadDocument as error:
            same, finding = False, failed(error.reason, detail=error.detail or name)
        if not same:
            wrong += 1
            yield finding
    if not wrong:
        yield (passed if described.references else failed)(OfdReason.REFERENCES, files=len(described.references))


def _sealed(asked: _Asked, trust: Trust, now: datetime) -> OfdSignature:
    listed, result = asked.listed, check_signature(asked.value, trust, asked.digest, now)
    sealed = result.sealed
    if sealed is None:
        return OfdSignature(listed.id, listed.kind, result.findings)
    findings = list(result.findings)
    if asked.seal_file is not None:
        same = asked.seal_file == sealed.seal.der
        findings.append((passed if same else failed)(OfdReason.SEAL_FILE, file=asked.described.seal or ""))
    if sealed.covered.lstrip("/") != listed.path:
        findings.append(notice(OfdReason.STATED, stated=sealed.covered, file=listed.path))
    return OfdSignature(
        listed.id,
        listed.kind,
        tuple(findings),
        seal=sealed.seal.name,
        seal_id=sealed.seal.id,
        signer=result.signer.name if result.signer else "",
        at=sealed.at,
    )


def _signed(asked: _Asked, trust: Trust, now: datetime) -> OfdSignature:
    """A signature without a seal: SignedData over the SM3 of Signature.xml (GM/T 0099-2020 §7.2.2)."""
    listed, checked = asked.listed, messages.check(asked.value, trust, now, detached=asked.digest)
    signers = checked.signers
    names, moments = ", ".join(each.certificate.name for each in signers), [each.at for each in signers if each.at]
    return OfdSignature(listed.id, listed.kind, checked.findings, signer=names, at=max(moments) if moments else None)


def _whole(document: Document, signatures: tuple[OfdSignature, ...]) -> Iterator[Finding]:
    package, path = document.package, document.list_path
    for each in signatures:
        level = passed if each.sound else failed
        yield level(OfdReason.SIGNED, id=each.id, seal=each.seal, signer=each.signer)
    # A file only a broken signature protects is no stranger: the package fails for that signature, which is named above.
    # Where one could not be read at all, nobody knows what it protected.
    known = all(each.protects for each in signatures)
    protected = frozenset(name for each in signatures for name in each.protects)
    bare = [name for name in package.names if name not in protected and name != path] if known else []
    yield from (failed(OfdReason.UNCOVERED, file=name) for name in bare[:NAMED])
    if known and not bare:
        yield passed(OfdReason.COVERED, files=len(package.names))
    if path is not None and signatures[-1].provider == listing.PROVIDER:
        ours = package.canonical and package.read(path) == listing.listed(document.listed)
        yield (passed if ours else failed)(OfdReason.FORM)
