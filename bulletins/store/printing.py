"""Issues and articles as the typesetter takes them, and their pages before anybody has approved them.

- What an editor and an approver see is made by the same function as what is printed; only a stamp behind the text is added,
  which moves no character. Until the approval gives a number, the next one stands there.
- Nothing of a preview is stored: pages go from the typesetter to the viewer.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from msgspec import structs

from bulletins.rules.articles import Article
from bulletins.rules.circulars import Figures, tables
from bulletins.rules.content import Text
from bulletins.rules.issues import Issue, Naming
from bulletins.rules.kinds import Kind, Limit
from bulletins.rules.printing import Checked
from bulletins.store import circulars, copies, lists
from bulletins.store import issues as store
from crypto import sm3
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, heads, vault
from kernel.actor import Actor
from kernel.errors import Refusal
from kernel.log import log
from kernel.recent import Recent
from kernel.workflow import Labelled
from typeset import fonts, pool, views
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.circular import CircularDoc
from typeset.document import Layout, Overlay, Printed
from typeset.engine import NOTHING
from typeset.errors import MissingGlyphs, NotConverted
from typeset.export.docx import docx
from typeset.export.html import html
from typeset.mastheads import Masthead, masthead_named
from typeset.ofd import reading, writing
from typeset.origin import PURPOSE
from typeset.preflight import run as preflight
from typeset.preflight.context import Context
from typeset.preflight.context import Limit as Bound
from typeset.views import PREVIEW_DPI


class Stamp(Labelled):
    """What stands behind the text of pages that are not printed."""

    UNAPPROVED = "unapproved", "校样　未签批"


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPORTS: Mapping[str, tuple[str, Callable[[Layout, str, bytes], bytes]]] = {
    "docx": (_DOCX, docx),
    "html": ("text/html; charset=utf-8", html),
}
_looks: Recent[bytes, Checked] = Recent(32)
_ready: Recent[bytes, tuple["File", ...]] = Recent(4)
BY_NAME = 12  # units of one group that are printed by name
PROOF = Overlay(watermark=Stamp.UNAPPROVED.label)


async def document(viewer: Actor, issue: Issue) -> BulletinDoc | CircularDoc:
    """The issue as it is printed today; one without a number has the next of its series."""
    demand(viewer, Right.ISSUE_READ)
    day = clock.local(issue.approved_at or clock.now()).date()
    number, total = issue.number, issue.total
    if number is None:
        number, total = await store.expected(issue.kind.id, day.year)
    names, people = await named(viewer, issue)
    corrected = (await store.some([issue.corrects])).get(issue.corrects) if issue.corrects else None
    head = await heads.latest()
    common: dict[str, Any] = {
        "masthead": issue.kind.masthead, "number": number, "office": issue.kind.office, "dated": day, "total": total,
        "reports": tuple(people[reader.person] for reader in issue.readers if reader.person in people),
        "sends": _sends(issue, names),
        "note": f"{head.seq} {head.hash.hex()}" if head else "", "kind": look_of(issue.kind),
    }  # fmt: skip
    sheets = await circulars.of([article.id for article in issue.articles if article.annex])
    if sheets:
        return _circular(issue.articles, sheets, common)
    return BulletinDoc(
        items=tuple(_item(article, Text(article.title, article.body), names) for article in issue.articles),
        foreword=Naming.CORRECTION.label.format(name=corrected.name) if corrected else "",
        **common,
    )


def _circular(articles: Sequence[Article], sheets: Mapping[UUID, Figures], common: Mapping[str, Any]) -> CircularDoc:
    """An issue that holds a circular: its title, every text in order, the statistics tables behind them."""
    title = next(article.title for article in articles if article.id in sheets)
    texts = [article.body if article.id in sheets else f"## {article.title}\n\n{article.body}" for article in articles]
    annexes = tuple(table for article in articles if article.id in sheets for table in tables(sheets[article.id]))
    return CircularDoc(title=title, narrative=tuple(texts), annexes=annexes, **common)


def look_of(kind: Kind) -> Masthead:
    """How the kind's first page is set: its own look or the one it has taken, with its own way of numbering."""
    look = masthead_named(kind.look or kind.code)
    return structs.replace(look, number=kind.numbering.value) if kind.numbering else look


async def named(viewer: Actor, issue: Issue) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """The units and the people whose names stand on an issue's pages; units of a large group by the group's name."""
    groups = await _large(issue)
    units = _units(issue.articles) | {one.unit for one in issue.readers if one.unit and one.via not in groups}
    people = [reader.person for reader in issue.readers if reader.person]
    return await identity.unit_names(viewer, units) | groups, await identity.names(viewer, people)


async def _large(issue: Issue) -> dict[UUID, str]:
    """Groups through which more units get an issue than anybody would print: group -> its name."""
    sizes = Counter(reader.via for reader in issue.readers if reader.via and reader.unit)
    found = await lists.group_names([group for group, number in sizes.items() if number > BY_NAME])
    return {group: name for group, (name, _) in found.items()}


def _sends(issue: Issue, names: Mapping[UUID, str]) -> tuple[str, ...]:
    """Whom an issue is sent to, as it is printed, each once."""
    groups: set[UUID | None] = set(names)
    keys = [one.via if one.via in groups else one.unit for one in issue.readers if one.unit]
    return tuple(dict.fromkeys(names[key] for key in keys if key is not None and key in names))


async def alone(viewer: Actor, kind: Kind, article: Article, text: Text) -> BulletinDoc:
    """One article in its kind, as if it were an issue of its own."""
    demand(viewer, Right.ARTICLE_READ)
    day = clock.local(clock.now()).date()
    number, total = await store.expected(kind.id, day.year)
    names = await identity.unit_names(viewer, _units([article]))
    item = _item(article, text, names)
    return BulletinDoc(
        masthead=kind.masthead,
        number=number,
        office=kind.office,
        dated=day,
        items=(item,),
        total=total,
        kind=look_of(kind),
    )


async def laid(viewer: Actor, issue: Issue) -> Layout:
    """The words of the issue's pages as things stand. Raises what typeset.laying.body raises."""
    return await asyncio.to_thread((await document(viewer, issue)).layout)


async def approved(viewer: Actor, issue: Issue) -> Layout:
    """What the approver signed; issues approved before any was kept are laid out now."""
    return await copies.layout(issue.layout) if issue.layout else await laid(viewer, issue)


async def checked(viewer: Actor, issue: Issue) -> Checked:
    """What preflight says of an issue as it stands. Raises PressBusy and the like when there is no room for it now.

    The same pages of the same day are looked at once: who opens the page, and who then approves.
    """
    doc = await document(viewer, issue)
    units = tuple(unit.name for unit in await identity.units(viewer))
    limits = tuple(_bound(article.limit) for article in issue.articles)
    context = Context(doc.dated, units=units, limits=limits, number=doc.number, fonts=fonts.current())
    key = sm3.hash(repr((doc, context)).encode())
    return await _looks.got(key, lambda: _look(doc, context))


async def _look(doc: BulletinDoc | CircularDoc, context: Context) -> Checked:
    printed, refusal = None, None
    try:
        layout = await asyncio.to_thread(doc.layout)
        printed = await pool.printed(layout)
    except MissingGlyphs as missing:
        refusal = missing
    except Refusal as other:
        if other.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        return Checked(refusal=other)
    return Checked(await asyncio.to_thread(preflight.problems, layout, printed, context), refusal)


def _bound(limit: Limit | None) -> Bound | None:
    return Bound(limit.least, limit.most, limit.strict) if limit else None


@dataclass(frozen=True, slots=True)
class File:
    """A printed issue as a file; `form` is its ending."""

    form: str
    media: str
    data: bytes


async def files(layout: Layout) -> tuple[File, ...]:
    """The PDF, and the OFD of the same pages. Raises a Refusal of typeset.errors.

    An OFD that cannot be made, or does not say exactly what the PDF says, is left out: the bulletin still leaves in time.
    """
    return _ready.taken(_key(layout)) or await _printed(layout)


async def prepare(layout: Layout) -> None:
    """Make the files of a layout before a transaction wants them. Raises a Refusal of typeset.errors."""
    await _ready.got(_key(layout), lambda: _printed(layout))


def _key(layout: Layout) -> bytes:
    return sm3.hash(repr((layout, fonts.current())).encode())


async def _printed(layout: Layout) -> tuple[File, ...]:
    printed = await pool.printed(layout)
    return await asyncio.to_thread(_files, layout, printed)


def _files(layout: Layout, printed: Printed) -> tuple[File, ...]:
    pdf_file = File("pdf", "application/pdf", printed.pdf)
    try:
        package = writing.ofd(printed, layout, fonts.current())
    except NotConverted as refusal:
        log.error("ofd.not_converted", reason=refusal.reason)
        return (pdf_file,)
    if not reading.same_text(package, printed.pdf):
        log.error("ofd.text_differs")
        return (pdf_file,)
    return pdf_file, File("ofd", "application/ofd", package)


async def exported(layout: Layout, form: str, approved: bytes) -> File:
    """The text for editing outside, with the digest of what was approved and this installation's stamp."""
    media, made = EXPORTS[form]
    return File(form, media, await asyncio.to_thread(made, layout, approved.hex(), vault.derive(PURPOSE)))


async def pictures(layout: Layout, *, stamped: bool) -> tuple[bytes, ...]:
    """The pages as WebP. Raises a Refusal of typeset.errors."""
    return await pool.pictures(layout, PREVIEW_DPI, PROOF if stamped else NOTHING, views.Kind.WEBP)


def _item(article: Article, text: Text, names: dict[UUID, str]) -> BulletinItem:
    units = dict.fromkeys(names.get(source.unit, "") for source in article.sources)
    return BulletinItem(text.title, text.body, tuple(units))


def _units(articles: Iterable[Article]) -> set[UUID]:
    return {source.unit for article in articles for source in article.sources}
