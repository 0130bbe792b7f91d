"""What `zhengxun seal` prints: a seal's fields, who may use it."""

from collections.abc import Iterable
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from app.shown import console, fingerprint
from app.templating import message
from crypto.certificates.certificate import Certificate
from crypto.errors import BadCertificate
from crypto.seals.reading import Seal
from crypto.seals.structures import WHOLE
from kernel import clock


def moment(at: datetime) -> str:
    """Day and time on the office's clock."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def facts(rows: Iterable[tuple[str, str]]) -> None:
    """Names and values under each other, aligned."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for code, value in rows:
        grid.add_row(message(f"seal.column.{code}"), escape(value))
    console().print(grid)


def card(seal: Seal) -> None:
    """A seal, a fact a line."""
    picture = seal.picture
    users = [user(each) if seal.list_type == WHOLE else fingerprint(each.hex()) for each in seal.listed]
    facts(
        [
            ("name", seal.name),
            ("id", seal.id),
            ("type", message(f"seal.type.{seal.type}") if seal.type in {1, 2} else str(seal.type)),
            ("version", message(f"seal.version.{seal.version}")),
            ("created", moment(seal.created)),
            ("period", f"{moment(seal.start)} – {moment(seal.end)}"),
            ("maker", user(seal.maker.certificate)),
            ("vendor", seal.vendor),
            ("picture", message("seal.picture", type=picture.type, bytes=f"{len(picture.data):,}")),
            ("size", f"{picture.width} × {picture.height} mm"),
            *(("user" if at == 0 else "more", each) for at, each in enumerate(users)),
        ]
    )


def user(der: bytes) -> str:
    """Whose certificate it is, with what tells it from others."""
    try:
        certificate = Certificate(der)
    except BadCertificate:
        return message("seal.unreadable_certificate")
    until = f"{clock.local(certificate.not_after):%Y-%m-%d}"
    return message("seal.holder", name=certificate.name, serial=f"{certificate.serial:x}", until=until)
