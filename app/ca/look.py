"""`zhengxun ca list|check`: what was issued, and how long it lasts."""

import argparse
from datetime import datetime

from rich.markup import escape

from app import shown
from app.ca.folder import AUTHORITIES, Ca
from app.settings import Settings
from app.shown import say
from app.templating import message
from crypto.certificates import expiry
from crypto.certificates.expiry import Left, Urgency
from kernel import clock

OVER, SOON = 1, 3  # exit codes of `check`
DIGITS = 16  # of a serial number in a table


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of `list`."""
    parser.add_argument("--all", action="store_true", help=message("ca.argument.all"))


def issued(args: argparse.Namespace, _settings: Settings) -> int:
    """What was issued and stands; with --all, what was revoked or renewed too."""
    book, now = Ca(args.folder).book(), clock.now()
    entries = book.issued if args.all else book.standing()
    rows = []
    for each in entries:
        gone = book.withdrawn.get(each.certificate.serial)
        state = shown.left(expiry.of_certificate(each.certificate, now))
        if gone:
            state = f"[red]{escape(message('ca.revoked_on', day=shown.day(gone.revoked.at)))}[/]"
        rows.append((
            f"{each.certificate.serial:x}"[:DIGITS], shown.role(each.role), shown.safe(each.certificate.name),
            shown.day(each.certificate.not_after), state,
        ))  # fmt: skip
    shown.table(("serial", "role", "common_name", "until", "state"), rows)
    say("ca.list_total", count=len(rows))
    return 0


def check(args: argparse.Namespace, _settings: Settings) -> int:
    """What runs out: exit code 1 when something is over, 3 when something soon will be."""
    found = lasting(Ca(args.folder), clock.now())
    due = sorted((each for each in found if each[2].urgency is not Urgency.FINE), key=lambda each: each[2].days)
    if due:
        shown.table(("kind", "common_name", "state"), ((a, shown.safe(b), shown.left(c)) for a, b, c in due))
    say("ca.check_due" if due else "ca.check_fine", count=len(due), total=len(found))
    if any(each[2].urgency in {Urgency.OVER, Urgency.EARLY} for each in due):
        return OVER
    return SOON if due else 0


def lasting(ca: Ca, now: datetime) -> list[tuple[str, str, Left]]:
    """Kind, name and time left of every certificate that stands, and of both revocation lists."""
    found = [
        (shown.role(each.role), each.certificate.name, expiry.of_certificate(each.certificate, now))
        for each in ca.book().standing()
    ]
    for role in AUTHORITIES:
        made = ca.list_of(role)
        lasts = expiry.of_list(made, now) if made else Left(Urgency.OVER, 0)
        found.append((message("ca.list"), shown.role(role), lasts))
    return found
