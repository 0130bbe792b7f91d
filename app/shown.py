"""What `zhengxun ca` prints: certificates as cards and tables, days left, fingerprints in groups people can compare.

- Whatever comes out of a certificate is cleaned first: no control or direction character reaches the terminal.
"""

from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.templating import message
from app.verify.words import clean
from crypto.certificates import names
from crypto.certificates.certificate import Certificate
from crypto.certificates.expiry import Left, Urgency
from crypto.certificates.profiles import Role
from kernel import clock

GROUP = 8
WIDTH = 110  # where the output is no terminal: wide enough that no table breaks its lines
TONES = {Urgency.FINE: "green", Urgency.NOTED: "cyan", Urgency.SOON: "yellow"}
PLAIN = "-"


def console() -> Console:
    """Where it is printed."""
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=WIDTH)


def say(code: str, **facts: object) -> None:
    """One sentence."""
    console().print(escape(message(code, **facts)), soft_wrap=True)


def role(of: Role) -> str:
    """What a certificate is for, in words."""
    return message(f"ca.role.{of}")


def day(at: datetime) -> str:
    """A day on the office's calendar."""
    return f"{clock.local(at):%Y-%m-%d}"


def who(name: x509.Name) -> str:
    """A name from the large to the small, the own country left out."""
    return names.read(name.public_bytes()).whole


def safe(text: str) -> str:
    """Text from outside, as a cell."""
    return escape(clean(text))


def fingerprint(of: str) -> str:
    """In groups of eight."""
    return " ".join(of[start : start + GROUP] for start in range(0, len(of), GROUP))


def left(found: Left) -> str:
    """How long it still lasts, in words and colour."""
    words = message(f"ca.left.{found.urgency}", days=abs(found.days))
    return f"[{TONES.get(found.urgency, 'red')}]{escape(words)}[/]"


def card(certificate: Certificate, of: Role | None = None) -> None:
    """One certificate, a fact a line."""
    rows = [
        ("name", certificate.subject.whole),
        ("issuer", names.read(certificate.issuer_der).whole),
        ("serial", f"{certificate.serial:x}"),
        ("period", f"{day(certificate.not_before)} – {day(certificate.not_after)}"),
        ("fingerprint", fingerprint(certificate.fingerprint)),
    ]
    facts([("role", role(of)), *rows] if of else rows)


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Names and values under each other, aligned."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for code, value in rows:
        grid.add_row(message(f"ca.column.{code}"), safe(value))
    console().print(grid)


def table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Rows under headings. Cells are markup: safe() for what came from outside."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for code in columns:
        made.add_column(message(f"ca.column.{code}"), no_wrap=code == "serial", overflow="fold")
    for row in rows:
        made.add_row(*row)
    console().print(made)
