"""Every template printed once, as PDF and as OFD, for the tests of this folder and of the browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from crypto.seals import markup
from crypto.seals.package import Package
from tests.unit.typeset import bulletins, specimens
from typeset.document import Layout, Printable, Printed
from typeset.engine import printed
from typeset.ofd import writing

DOCUMENTS: Mapping[str, Callable[[], Printable]] = {
    **specimens.SPECIMENS,
    **{code: (lambda code=code: bulletins.issue(code)) for code in bulletins.CODES},  # type: ignore[misc]
    "statistics": bulletins.circular,
}
NAMES = tuple(DOCUMENTS)


@dataclass(frozen=True)
class Made:
    layout: Layout
    printed: Printed
    data: bytes

    def file(self, name: str) -> Element:
        return markup.parse(Package(self.data).read(name), name)


@cache
def made(name: str) -> Made:
    layout = DOCUMENTS[name]().layout()
    pages = printed(layout)
    return Made(layout, pages, writing.ofd(pages, layout))
