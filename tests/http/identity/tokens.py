"""A test authority with its trust folder, devices certified by it, and what their agent does in a sign-in."""

import html
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from crypto import sm2
from crypto.certificates import authority, build, trust
from crypto.certificates.authority import Order
from crypto.certificates.certificate import Certificate
from crypto.certificates.profiles import Role, name
from crypto.certificates.revocation import Revoked
from crypto.certificates.signer import Signer
from crypto.devices.softtoken import SoftwareToken
from crypto.devices.statements import Presence, SignIn, moment_of
from kernel import clock
from tests.http.identity.site import Browser

PIN = "246810"
SERVICE = "http://testserver"
YEAR = timedelta(days=365)


@dataclass
class Authority:
    """A root and an issuing authority; the root stands in the trust folder."""

    folder: Path
    issuing: Signer
    revoked: list[Revoked] = field(default_factory=list)

    @classmethod
    def found(cls, folder: Path) -> "Authority":
        key, below = sm2.generate(), sm2.generate()
        begun = clock.now() - 5 * YEAR
        root = authority.root(Order(name("测试根"), Role.ROOT, begun, build.new_serial()), key.public.raw, key.sign)
        order = Order(name("测试签发机构"), Role.ISSUING, begun, build.new_serial())
        middle = authority.single(order, below.public.raw, Signer(root, key.sign))
        for kind, each in ((trust.ROOTS, root), (trust.INTERMEDIATES, middle)):
            (folder / kind).mkdir(parents=True)
            (folder / kind / "one.cer").write_bytes(each.der)
        (folder / trust.LISTS).mkdir()
        return cls(folder, Signer(middle, below.sign))

    def certify(self, public: bytes, common: str = "测试设备", *, days: int = 365, ago: int = 1) -> Certificate:
        order = Order(name(common), Role.SIGNING, clock.now() - timedelta(days=ago), build.new_serial(), days)
        return authority.single(order, public, self.issuing)

    def device(self, path: Path, *, days: int = 365, ago: int = 1) -> SoftwareToken:
        made = SoftwareToken.create(path, PIN, admin_pin="13572468")
        made.install(self.certify(made.public_key, days=days, ago=ago), None, None)
        return made

    def revoke(self, certificate: Certificate) -> None:
        self.revoked.append(Revoked(certificate.serial, clock.now() - timedelta(minutes=1)))
        made = authority.revocation_list(self.revoked, len(self.revoked), clock.now(), self.issuing)
        (self.folder / trust.LISTS / "one.crl").write_bytes(made.der)


def certificate(device: SoftwareToken) -> Certificate:
    found = device.certificates().sign
    assert found is not None
    return found


def asked(page: httpx.Response) -> dict[str, str]:
    """What the sign-in page hands to the agent."""
    found = re.search(r'href="(http://127\.0\.0\.1:\d+/sign-in\?[^"]+)"', page.text)
    assert found, page.text
    return {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(found[1])).query).items()}


def answer(given: dict[str, str], device: SoftwareToken, **other: str) -> dict[str, str]:
    """What the agent sends back for it."""
    given = given | other
    said = SignIn(given["service"], given["login"], bytes.fromhex(given["nonce"]), moment_of(given["issued"]))
    return {
        "nonce": given["nonce"], "device": device.serial, "certificate": f"{certificate(device).serial:x}",
        "signature": device.sign(said.message()).hex(),
    }  # fmt: skip


async def challenged(browser: Browser, login: str, next: str = "/me") -> dict[str, str]:
    """Through the password step to the challenge."""
    led = await browser.sign_in(login, next=next)
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in/device")
    return asked(await browser.get("/sign-in/device"))


async def respond(browser: Browser, fields: dict[str, str]) -> httpx.Response:
    return await browser.client.post("/sign-in/device/answer", data=fields)


async def enter(browser: Browser, login: str, device: SoftwareToken) -> None:
    led = await respond(browser, answer(await challenged(browser, login), device))
    assert led.status_code == 303, led.text


async def heard(
    browser: Browser, device: SoftwareToken, nonce: str = "0" * 64, service: str = SERVICE
) -> httpx.Response:
    """The agent's statement of presence."""
    signature = device.sign(Presence(service, device.serial, bytes.fromhex(nonce)).message()).hex()
    said = {"device": device.serial, "nonce": nonce, "signature": signature}
    return await browser.client.post("/api/v1/device/presence", json=said)
