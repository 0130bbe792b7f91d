"""What `zhengxun doctor` looks at in the trust folder and in the own authority: what cannot be read, what runs out."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.ca.folder import REGISTER, Ca
from app.ca.look import lasting
from app.examinations import Finding, State, refused
from app.settings import Settings
from app.shown import day
from app.templating import message
from app.verify.words import clean
from crypto.certificates import expiry, trust
from crypto.certificates.certificate import Certificate
from crypto.certificates.expiry import Left, Urgency
from crypto.certificates.trust import Trust
from crypto.errors import BadTrust
from kernel import clock
from kernel.errors import StartRefused

NAME = "trust"
STATES = {Urgency.FINE: State.OK, Urgency.NOTED: State.OK, Urgency.SOON: State.WARN, Urgency.URGENT: State.WARN}


async def authorities(settings: Settings) -> list[Finding]:
    """The certificates and lists everything else is checked against."""
    return [
        *await asyncio.to_thread(_trusted, settings.trust_folder),
        *await asyncio.to_thread(_own, settings.ca_folder),
    ]


def _trusted(folder: Path) -> list[Finding]:
    try:
        found = trust.read_folder(folder)
    except BadTrust as error:
        return [Finding(NAME, State.BAD, "doctor.trust_bad", {"file": error.file, "path": str(folder)})]
    if not found.roots:
        return [Finding(NAME, State.OK, "doctor.trust_none", {})]
    due = [each for each in _due(found, clock.now()) if each.state is not State.OK]
    counts: dict[str, object] = {"roots": len(found.roots), "lists": len(found.lists)}
    return due or [Finding(NAME, State.OK, "doctor.trust", counts)]


def _due(found: Trust, now: datetime) -> Iterator[Finding]:
    for each in (*found.roots, *found.intermediates):
        if not _followed(each, found):
            yield _finding("doctor.trust_certificate", each.name, each.not_after, expiry.of_certificate(each, now))
    for made in found.lists:
        issuer = next(
            (each.name for each in (*found.roots, *found.intermediates) if each.subject_der == made.issuer_der), ""
        )
        yield _finding("doctor.trust_list", issuer, made.next_update or made.this_update, expiry.of_list(made, now))


def _followed(certificate: Certificate, found: Trust) -> bool:
    """Whether a renewal of the same name lasts longer."""
    return any(
        each.subject_der == certificate.subject_der and each.not_after > certificate.not_after
        for each in (*found.roots, *found.intermediates)
    )


def _finding(code: str, name: str, end: datetime, left: Left) -> Finding:
    words = message(f"ca.left.{left.urgency}", days=abs(left.days))
    # A list that is over makes findings less certain, a certificate that is over makes them fail.
    over = State.WARN if code == "doctor.trust_list" else State.BAD
    return Finding(NAME, STATES.get(left.urgency, over), code, {"name": clean(name), "day": day(end), "left": words})


def _own(folder: Path) -> list[Finding]:
    if not (folder / REGISTER).is_file():
        return []
    try:
        found = lasting(Ca(folder), clock.now())
    except StartRefused as refusal:
        return [refused(NAME, refusal)]
    urgent = [each for each in found if STATES.get(each[2].urgency) is not State.OK]
    if urgent:
        return [Finding(NAME, State.WARN, "doctor.ca_due", {"count": len(urgent)})]
    return [Finding(NAME, State.OK, "doctor.ca", {"count": len(found)})]
