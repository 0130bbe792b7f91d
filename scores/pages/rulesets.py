"""Pages of rule sets: the list, one set read and edited, and a past period under it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate.commands import pass_gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, sheets
from kernel.actor import Actor
from kernel.errors import Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page
from kernel.workflow import Labelled
from marking.told import stopped
from scores.commands import rulesets as commands
from scores.forms import rulesets as forms
from scores.forms.entries import period
from scores.pages.common import correctable, spans
from scores.queries import naming, replays, samples
from scores.queries import rulesets as reads
from scores.queries.views import Replay
from scores.rules.happenings import Made, Sort
from scores.rules.ruleset import Mode, Once, RuleSet, Sharing, encoded
from scores.rules.spans import Span

READ, WRITE = [needs(Right.SCORE_READ)], [needs(Right.SCORE_RULES)]
OFFICE = [needs(Right.SUBMISSION_READ)]
NO_LINES = frozenset({Sort.REPORTED, Sort.CORRECTED, Sort.CANCELLED})


class Column(Labelled):
    """Headings of the exported replay."""

    UNIT = "unit", "单位"
    CLASS = "class", "类别"
    OLD = "old", "现行得分"
    NEW = "new", "试算得分"
    DIFFERENCE = "difference", "增减"
    OLD_RANK = "old_rank", "现行名次"
    NEW_RANK = "new_rank", "试算名次"
    DAY = "day", "日期"
    EVENT = "event", "事项"
    WHERE = "where", "刊物"
    TITLE = "title", "试算"


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the selects of a rule set offer."""
    tables: Mapping[str, type[Labelled]] = {
        "modes": Mode, "onces": Once, "sharings": Sharing, "span_choices": Span, "mades": Made,
    }  # fmt: skip
    found = {name: [(member.value, member.label) for member in table] for name, table in tables.items()}
    return found | {"sorts": [(sort.value, sort.label) for sort in Sort if sort not in NO_LINES]}


@get("/scores/rules", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest) -> Template:
    """Every set with its days."""
    me = actor(request)
    return await page(
        request, "scores/rules.html", sets=await reads.listing(me), today=clock.local(clock.now()).date(),
        may_write=me.may(Right.SCORE_RULES),
        samples=samples.listing(me) if me.may(Right.SCORE_RULES) else [],
    )  # fmt: skip


@post("/scores/rules", guards=WRITE, include_in_schema=False)
async def draft(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """A draft: a copy of a set or of a published sample."""
    call = form.call(request)
    made = await _begun(call.actor, form.text("from"))
    answer = await commands.draft(call, encoded(made), await pass_gate(call, commands.words(made)))
    return done(request, f"/scores/rules/{answer.id}", "saved")


@get("/scores/rules/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One set, in words; a draft with its form."""
    return await _show(request, id)


@post("/scores/rules/{id:uuid}/{action:str}", guards=OFFICE, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Write, confirm, drop."""
    call = form.call(request)
    rules: RuleSet | None = None
    try:
        match action:
            case "write":
                rules, wrong = forms.rules(form, dict(await reads.own_outlets(call.actor)))
                if wrong:
                    raise Invalid(fields=wrong)
                said = await pass_gate(call, commands.words(rules))
                await commands.write(call, id, form.int("version"), encoded(rules), said)
            case "confirm":
                await commands.confirm(call, id, form.int("version"), form.given_day("since"))
            case "drop":
                await commands.drop(call, id, form.int("version"))
            case _:
                raise NotFound
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _show(request, id, refusal, rules, action)
    return done(request, f"/scores/rules/{id}", "saved")


@get("/scores/rules/{id:uuid}/replay", guards=OFFICE, include_in_schema=False)
async def replay(
    request: AnyRequest, id: FromPath[UUID], since: FromQuery[str] = "", until: FromQuery[str] = ""
) -> Template:
    """A past period under this set, side by side with what stands."""
    first, last = period(since, until)
    me = actor(request)
    query = {"since": first.isoformat(), "until": last.isoformat()}
    found = await replays.replay(me, id, first, last)
    return await page(
        request,
        "scores/replay.html",
        sheet=await reads.show(me, id),
        replay=found,
        query=query,
        spans=spans(),
        first=first,
        last=last,
    )


@get("/scores/rules/{id:uuid}/replay.xlsx", guards=OFFICE, include_in_schema=False)
async def exported(
    request: AnyRequest, id: FromPath[UUID], since: FromQuery[str] = "", until: FromQuery[str] = ""
) -> Response[bytes]:
    """The same as a workbook."""
    first, last = period(since, until)
    found = await replays.replay(actor(request), id, first, last)
    name = f"{Column.TITLE.label}-{first.isoformat()}-{last.isoformat()}.xlsx"
    return as_file(name, _workbook(found), sheets.MEDIA)


def _workbook(found: Replay) -> bytes:
    heads = [Column.UNIT, Column.CLASS, Column.OLD, Column.NEW, Column.DIFFERENCE, Column.OLD_RANK, Column.NEW_RANK]
    heads += [Column.DAY, Column.EVENT, Column.WHERE]
    rows: list[list[str | float]] = [
        [
            side.name, side.unit_class, float(side.old), float(side.new), float(side.new - side.old),
            side.old_rank if side.old > 0 else "", side.new_rank if side.new > 0 else "",
        ]
        for side in found.sides
    ]  # fmt: skip
    rows += [
        [
            change.name, "", float(change.old), float(change.new), float(change.new - change.old), "", "",
            change.day.isoformat(), change.event, change.where,
        ]
        for change in found.changes
    ]  # fmt: skip
    return sheets.write(Column.TITLE.label, [head.label for head in heads], rows)


async def _begun(me: Actor, source: str) -> RuleSet:
    sample = samples.one(me, source)
    if sample is not None:
        return sample
    try:
        return (await reads.show(me, UUID(source))).kept.rules
    except ValueError:
        raise NotFound from None


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, typed: RuleSet | None = None, opened: str = ""
) -> Template:
    me = actor(request)
    sheet = await reads.show(me, id)
    context: dict[str, Any] = {
        "sheet": sheet, "rules": typed or sheet.kept.rules, "refusal": refusal, "stopped": stopped(refusal), "opened": opened,
        "genres": await naming.offered(me, "genre"), "ranks": await naming.offered(me, "rank"),
        "reported": await naming.offered(me, "reported") if me.may(Right.SUBMISSION_READ) else [],
        "houses": await reads.own_outlets(me),
        "units": [unit for unit in await identity.units(me) if not unit.office], "blanks": range(forms.BLANKS), "spans": spans(),
        "office": me.may(Right.SUBMISSION_READ), **choices(),
    }  # fmt: skip
    return await page(request, "scores/rule_set.html", status=refusal.status if refusal else 200, **context)


ROUTES: list[object] = [listing, draft, show, act, replay, exported]
