"""By which way a submission comes in (办法 第十七条, 附件).

- A way is open for a genre, or for every genre, from a day on; the office keeps the table and says until when.
- Whatever the way, the text passes the same gate and the same sign-off.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kernel.workflow import Labelled


class Channel(Labelled):
    """The ways that are designated."""

    WEB = "web", "网页填报"
    OA = "oa", "OA 对接"
    MAIL = "mail", "电子邮件"
    FAX = "fax", "传真"
    PHONE = "phone", "电话"
    PAPER = "paper", "纸质"


AT_THE_DESK = (Channel.FAX, Channel.PHONE, Channel.PAPER)


def ways(rules: Iterable[Mapping[str, Any]], genre: str) -> tuple[Channel, ...]:
    """The ways open for a genre by the rules in force, in the order of the list."""
    named = {rule["channel"] for rule in rules if rule["genre"] in ("", genre)}
    return tuple(channel for channel in Channel if channel in named)
