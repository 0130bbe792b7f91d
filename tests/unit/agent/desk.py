"""A terminal in memory: a device in a file, a service that notes what it is told, a clock that is moved by hand."""

from dataclasses import dataclass, field
from pathlib import Path

from agent.holder import Holder
from agent.service import Heard, ServiceAway, ServiceRefuses
from agent.watch import Watch
from crypto import sm2
from crypto.devices import software
from crypto.devices.statements import Presence
from tests.http.identity.tokens import Authority, certificate

SERVICE = "http://zx.example"


@dataclass
class Counter:
    """The service's side of presence: one number at a time, as identity.commands.presence keeps it."""

    address: str = SERVICE
    key: sm2.PublicKey | None = None
    nonce: bytes = bytes([7]) * 32
    sessions: int = 1
    waiting: bool = False
    away: bool = False
    refuses: bool = False
    heard: list[bool] = field(default_factory=list)
    told: list[tuple[str, bytes]] = field(default_factory=list)

    def present(self, device: str, nonce: bytes, signature: bytes) -> Heard:
        if self.away:
            raise ServiceAway
        if self.refuses:
            raise ServiceRefuses
        assert self.key
        self.key.verify(Presence(self.address, device, nonce).message(), signature)
        accepted = nonce == self.nonce
        self.heard.append(accepted)
        self.nonce = bytes([(self.nonce[0] + 1) % 256]) * 32
        return Heard(accepted, self.nonce, self.sessions, self.waiting)

    def gone(self, device: str, nonce: bytes) -> None:
        if self.away:
            raise ServiceAway
        self.told.append((device, nonce))

    def reachable(self) -> bool:
        return not self.away


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """Everything together."""

    path: Path
    authority: Authority
    service: Counter
    clock: Clock
    watch: Watch

    def pull(self) -> None:
        self.path.rename(self.path.with_suffix(".pulled"))

    def plug(self) -> None:
        self.path.with_suffix(".pulled").rename(self.path)


def desk(folder: Path) -> Desk:
    """A certified device is plugged in."""
    authority = Authority.found(folder / "trust")
    path = folder / "stick" / "device.json"
    made = authority.device(path)
    service, clock = Counter(key=certificate(made).key), Clock()
    made.lock()
    watch = Watch(Holder(lambda: software.found(path)), service, clock)  # type: ignore[arg-type]
    return Desk(path, authority, service, clock, watch)
