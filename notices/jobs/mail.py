"""A mail, sent once.

- Its Message-ID is the letter's id: a mail sent twice after a crash, or because the answer was lost, is the same mail.
- What the server says of this address (5xx: never, 4xx: later) is told apart from a server that does not answer at all.
"""

import asyncio
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import urlsplit

import aiosmtplib

from notices.jobs import words
from notices.queries.reading import Stored
from notices.queries.sending import Letter
from notices.rules import gateways
from notices.rules.gateways import MailSettings
from notices.rules.outcomes import Outcome, Tried

FINAL = 500  # SMTP: 5xx will not change by trying again


async def send(mail: MailSettings, letter: Letter, told: list[Stored], address: str) -> Tried:
    """Try it."""
    message = await composed(mail, letter, told, address)
    try:
        async with asyncio.timeout(gateways.TIMEOUT):
            await aiosmtplib.send(
                message, hostname=mail.host, port=mail.port, username=mail.user, password=mail.password,
                use_tls=mail.tls == "tls", start_tls=mail.tls == "starttls", timeout=gateways.TIMEOUT,
            )  # fmt: skip
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _answered(max(refused.code for refused in error.recipients))
    except aiosmtplib.SMTPDataError as error:
        return _answered(error.code)
    except (TimeoutError, aiosmtplib.SMTPReadTimeoutError, aiosmtplib.SMTPServerDisconnected):
        return Tried(Outcome.UNSURE)
    except aiosmtplib.SMTPResponseException as error:
        return Tried(Outcome.AWAY, str(error.code))
    except (aiosmtplib.SMTPException, OSError, ValueError):
        return Tried(Outcome.AWAY)
    return Tried(Outcome.SENT)


async def composed(mail: MailSettings, letter: Letter, told: list[Stored], address: str) -> EmailMessage:
    """The mail."""
    subject, body = await words.mail(told, mail.base)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, address, subject
    message["Date"] = formatdate(letter.created.timestamp())
    message["Message-ID"] = f"<{letter.id}@{urlsplit(mail.base).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.urgent:
        message["Importance"] = "high"
    message.set_content(body)
    return message


def _answered(code: int) -> Tried:
    return Tried(Outcome.REFUSED if code >= FINAL else Outcome.LATER, str(code))
