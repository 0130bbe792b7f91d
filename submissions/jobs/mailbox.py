"""The two ways a mail comes in: a mailbox that is asked (IMAP), and a drop the house's mail server hands to (SMTP).

- A mail leaves the inbox only after it was dealt with in the database; a crash between the two is mended by its
  Message-ID at the next turn. A mailbox or a database that is away loses nothing: the mail stays where it is.
- Taken and refused mails go to folders of their own. A mail with a classification marking does not stay on the mail
  server: it goes to the quarantine folder where one is set, for the secrecy officer, and otherwise is erased at once.
- The drop listens on loopback only and says 250 when the mail was dealt with, whatever became of it, else 451: the mail
  server keeps it and tries again.
"""

import asyncio
import imaplib
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from kernel.log import log
from submissions.commands import intake
from submissions.commands.intake import Outcome
from submissions.rules.intake import LARGEST_MAIL, Result
from submissions.rules.mailbox import Mailbox

BATCH, TIMEOUT = 20, 30.0
TAKEN, REFUSED = "Zhengxun-Taken", "Zhengxun-Refused"


_mailbox: list[Mailbox] = []


def install(mailbox: Mailbox | None) -> None:
    """Take this mailbox; None: none is asked."""
    _mailbox[:] = [mailbox] if mailbox else []


def installed() -> Mailbox | None:
    """The mailbox in use."""
    return _mailbox[0] if _mailbox else None


async def empty(mailbox: Mailbox) -> int:
    """One turn: up to BATCH mails dealt with and put away; returns how many. Raises what keeps the mailbox from answering."""
    loop, done = asyncio.get_running_loop(), 0

    def asked(data: bytes) -> Outcome:
        return asyncio.run_coroutine_threadsafe(intake.take(data), loop).result()

    def turn() -> int:
        nonlocal done
        with _opened(mailbox) as box:
            for uid in _uids(box):
                if done == BATCH:
                    break
                data = _whole(box, uid)
                if data is None:
                    continue
                try:
                    outcome = asked(data)
                except Exception as error:  # noqa: BLE001 - one mail that cannot be dealt with does not stop the others
                    log.warning("intake_failed", error=type(error).__name__)
                    continue
                _put_away(box, uid, _place(mailbox, outcome))
                done += 1
        return done

    return await asyncio.to_thread(turn)


def _place(mailbox: Mailbox, outcome: Outcome) -> str | None:
    if outcome.marked:
        return mailbox.quarantine
    return TAKEN if outcome.result is Result.TAKEN else REFUSED


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    if mailbox.tls == "tls":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        if mailbox.tls == "starttls":
            box.starttls(context)
        box.login(mailbox.user, mailbox.password)
        _answer(box.select(mailbox.folder))
        yield box
    finally:
        box.shutdown() if box.state == "NOTAUTH" else box.logout()


def _uids(box: imaplib.IMAP4) -> list[str]:
    [found] = _answer(box.uid("SEARCH", "UNDELETED"))
    return (found or b"").decode().split()


def _whole(box: imaplib.IMAP4, uid: str) -> bytes | None:
    """The bytes of a mail; of one that is too large only as many as are looked at before it is refused."""
    answer = _answer(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST_MAIL + 1}>)"))
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)


def _put_away(box: imaplib.IMAP4, uid: str, folder: str | None) -> None:
    """Into a folder of its own, or nowhere."""
    if folder is not None and box.uid("COPY", uid, folder)[0] != "OK":
        box.create(folder)
        _answer(box.uid("COPY", uid, folder))
    _answer(box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
    _answer(box.expunge())


def _answer(given: tuple[str, Any]) -> Any:
    said, data = given
    if said != "OK":
        raise imaplib.IMAP4.error(said)
    return data


class Drop:
    """What the house's mail server hands over. aiosmtpd calls these by their names."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """The answer to a whole mail."""
        content = envelope.original_content or b""
        try:
            await intake.take(content)
        except Exception as error:  # noqa: BLE001 - whatever it is, the mail server keeps the mail
            log.warning("intake_failed", error=type(error).__name__)
            return "451 4.3.0 try again later"
        return "250 2.0.0 OK"


@asynccontextmanager
async def dropping(port: int | None) -> AsyncIterator[int | None]:
    """The drop, as long as this stands; None: there is none. Gives the port."""
    if port is None:
        yield None
        return
    loop = asyncio.get_running_loop()

    def made() -> SMTP:
        return SMTP(Drop(), data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="zhengxun", loop=loop)

    server = await loop.create_server(made, "127.0.0.1", port)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()
