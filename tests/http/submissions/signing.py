"""Helpers of the tests of sign-off: texts that wait for it, a signer's device, and what its agent does."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from crypto.devices.softtoken import SoftwareToken
from crypto.devices.statements import SignOff
from gate import commands as gate
from identity.commands import keys
from identity.commands.challenges import Answered
from identity.queries import accounts as account_reads
from kernel import clock, db
from kernel.actor import Call
from kernel.db import Done, Row
from submissions.commands import signing_together, writing
from submissions.commands.signing_together import Outcome
from submissions.queries import signing as reads
from submissions.rules.records import Details
from submissions.rules.signing import Wanted
from submissions.rules.signing_views import Asked
from tests.http.identity.tokens import PIN, Authority, certificate
from tests.http.submissions.conftest import BODY, FORM, Site

SERVICE = "http://testserver"
ORDINARY = ("work", "normal")


async def waiting(
    site: Site, unit: str = "yunlu", kind: tuple[str, str] = ORDINARY, files: list[tuple[str, bytes]] | None = None
) -> Done:
    """A text of a unit that waits for a signature."""
    at = await draft(site, unit, kind, files)
    return await site.act(at, f"{unit}.xinxi1", "request_sign")


async def draft(
    site: Site, unit: str = "yunlu", kind: tuple[str, str] = ORDINARY, files: list[tuple[str, bytes]] | None = None
) -> Done:
    call = Call(await site.actor(f"{unit}.xinxi1"))
    text = {"title": FORM["title"], "body": BODY, "source": "", "contact": ""}
    details = Details(kind[0], kind[1], "news", clock.now())
    return await writing.create(call, await gate.pass_gate(call, text, files or ()), details)


async def signature(record: UUID) -> Row | None:
    """The sign-off that holds."""
    return await db.one("SELECT * FROM submission_signature WHERE submission = $1 AND voided IS NULL", record)


@dataclass
class Stick:
    """A device bound to somebody, and what its agent does with it."""

    site: Site
    login: str
    device: SoftwareToken

    async def ask(self, *texts: Done, note: str = "") -> Asked:
        call = Call(await self.site.actor(self.login))
        said = await gate.pass_gate(call, {"note": note} if note else {})
        wanted = tuple(Wanted(at.id, at.version) for at in texts)
        made = await signing_together.ask_device(call, wanted, said, SERVICE)
        found = await reads.asked(call.actor, made.id)
        assert found
        return found

    def signed(self, asked: Asked, **other: object) -> Answered:
        """What comes back; `other`: fields of the statements that are signed in place of the right ones."""
        signatures = []
        for id, version, capacity, digest in asked.texts:
            said: dict[str, object] = {
                "service": asked.service, "login": asked.login, "unit": asked.unit, "capacity": capacity, "record": id,
                "version": version, "digest": bytes.fromhex(digest), "nonce": asked.nonce, "issued": asked.issued,
            }  # fmt: skip
            signatures.append(self.device.sign(SignOff(**(said | other)).message()))  # type: ignore[arg-type]
        serial = f"{certificate(self.device).serial:x}"
        return Answered(asked.nonce, self.device.serial, serial, tuple(signatures))

    async def answer(self, answered: Answered) -> list[Outcome]:
        return await signing_together.answer(Call(await self.site.actor(self.login)), answered)


async def bound(site: Site, login: str, folder: Path) -> Stick:
    """A certified device is bound to somebody."""
    authority = Authority.found(folder / "trust")
    keys.install(folder / "trust")
    device = authority.device(folder / "device.json")
    security, account = await site.actor("baomi"), await site.actor(login)
    await keys.bind(Call(security), account.id, device.serial, certificate(device).pem())
    device.unlock(PIN)
    return Stick(site, login, device)


async def unbound(stick: Stick) -> None:
    """Given back."""
    security = await stick.site.actor("baomi")
    found = await account_reads.devices(security, (await stick.site.actor(stick.login)).id)
    for each in found:
        if each.state == "bound":
            await keys.unbind(Call(security), each.id, each.version, "收回")
