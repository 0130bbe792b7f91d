"""What `zhengxun device` prints: a device as a card, several as a table."""

from dataclasses import dataclass

from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from app import shown
from app.templating import message
from crypto.certificates import expiry
from crypto.certificates.certificate import Certificate
from crypto.certificates.expiry import Urgency
from crypto.devices.base import Device, Role, Tries
from crypto.devices.registry import Address
from crypto.errors import UnknownKey, Unsupported
from kernel import clock

CALM = frozenset({Urgency.FINE, Urgency.NOTED})
COLUMNS = ("address", "driver", "serial", "label", "holder", "until", "tries")
NONE = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A device in a table; `attention`: something about it should be seen to."""

    cells: tuple[str, ...]
    attention: bool


def card(device: Device) -> bool:
    """Everything about a device that needs no PIN; whether something asks for attention."""
    pair = device.certificates()
    facts = [
        ("driver", message(f"device.driver.{device.driver}")),
        ("serial", device.serial),
        ("label", device.label or NONE),
        ("key", _key(device)),
        ("tries", _tries(device, Role.USER)),
        ("admin_tries", _tries(device, Role.ADMIN)),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for code, value in facts:
        grid.add_row(message(f"cli.device.column.{code}"), escape(value))
    for use, held in (("sign", pair.sign), ("encrypt", pair.encrypt)):
        grid.add_row(message(f"cli.device.column.{use}"), _certificate(held))
    shown.console().print(grid)
    return _attention(pair.sign, _left(device, Role.USER)) or (pair.encrypt is not None and not _calm(pair.encrypt))


def row(address: Address, device: Device) -> Row:
    """A device in one line."""
    held = device.certificates().sign
    cells = (
        str(address),
        message(f"device.driver.{device.driver}"),
        device.serial,
        device.label or NONE,
        held.name if held else message("cli.device.no_certificate"),
        shown.day(held.not_after) if held else NONE,
        _tries(device, Role.USER),
    )
    return Row(cells, _attention(held, _left(device, Role.USER)))


def refused(address: Address, why: str) -> Row:
    """A device that could not be looked at."""
    return Row((str(address), why, *[NONE] * (len(COLUMNS) - 2)), attention=True)


def table(rows: list[Row]) -> None:
    """Rows under headings."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for code in COLUMNS:
        made.add_column(message(f"cli.device.column.{code}"), no_wrap=code in {"serial", "tries"}, overflow="fold")
    for each in rows:
        made.add_row(*(escape(cell) for cell in each.cells), style="yellow" if each.attention else None)
    shown.console().print(made)


def _certificate(held: Certificate | None) -> RenderableType:
    if held is None:
        return message("cli.device.no_certificate")
    left = expiry.of_certificate(held, clock.now())
    period = f"{shown.day(held.not_before)} – {shown.day(held.not_after)}"
    return f"{escape(held.name)}  {held.serial:x}\n{period}  {shown.left(left)}"


def _key(device: Device) -> str:
    try:
        return shown.fingerprint(device.public_key.hex()[:32]) + " …"
    except UnknownKey:
        return NONE


def _tries(device: Device, role: Role) -> str:
    found = _left(device, role)
    if found is None:
        return NONE
    code = "cli.device.locked" if found.left == 0 else "cli.device.tries"
    return message(code, left=found.left, limit=found.limit)


def _left(device: Device, role: Role) -> Tries | None:
    if role is Role.ADMIN and not getattr(device, "has_admin", True):
        return None
    try:
        return device.tries(role)
    except Unsupported:
        return None


def _attention(held: Certificate | None, tries: Tries | None) -> bool:
    return held is None or not _calm(held) or (tries is not None and tries.left < tries.limit)


def _calm(held: Certificate) -> bool:
    return expiry.of_certificate(held, clock.now()).urgency in CALM
