"""A mail server on loopback that keeps what it gets, answers what it is told to answer, and can be taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Inbox:
    """What came, and how it answers: `answer` to an address, `data` to a whole mail (which it keeps all the same)."""

    port: int
    answer: str = "250 OK"
    data: str = "250 OK"
    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    controller: Controller | None = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        return self.data

    def up(self) -> None:
        """Listening."""
        if self.controller is None:
            self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self.controller.start()

    def down(self) -> None:
        """Gone: connections are refused."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def names(self) -> list[str]:
        """The Message-IDs of what came, in order."""
        return [str(mail["Message-ID"]) for mail in self.got]


@contextmanager
def running(port: int) -> Iterator[Inbox]:
    """A server that is up."""
    box = Inbox(port)
    box.up()
    try:
        yield box
    finally:
        box.down()
