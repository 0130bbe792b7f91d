"""The peer in FastAPI and SQLAlchemy 2 (async, asyncpg), written as their manuals recommend.

One AsyncSession a request, ORM entities, a dependency for the signed-in person, one transaction for the submit.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import ColumnElement, Select, Uuid, any_, delete, func, literal, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bench.peers import common, writing
from bench.peers.common import Refused, Viewer
from bench.peers.fastapi_models import (
    Account,
    DataKey,
    Idempotency,
    Journal,
    Notice,
    Outbox,
    Person,
    SearchRow,
    Session,
    Submission,
    SubmissionChoice,
    SubmissionClock,
    SubmissionDueRule,
    SubmissionVersion,
    Unit,
)
from bench.peers.fastapi_schemas import Rows, Whole
from kernel import blindindex, clock, db, journal
from kernel.ids import new_id
from kernel.vault import Box
from submissions.forms import submissions as forms
from submissions.rules.records import KIND
from submissions.rules.views import Line
from submissions.workflow.submission import OFFICE_SEES, State

ENVIRONMENT = common.prepare()
ENGINE = create_async_engine(
    common.dsn().replace("postgresql://", "postgresql+asyncpg://"), pool_size=10, max_overflow=0,
    connect_args={"server_settings": db.SESSION},
)  # fmt: skip
SESSIONS = async_sessionmaker(ENGINE, expire_on_commit=False)
ROUNDS = 8
app = FastAPI(openapi_url=None)
SENT = func.coalesce(Submission.submitted, Submission.created)  # the order of the lists


async def session() -> AsyncIterator[AsyncSession]:
    async with SESSIONS() as opened:
        yield opened


Db = Annotated[AsyncSession, Depends(session)]


async def signed_in(request: Request, database: Db) -> Viewer:
    cookie, id_hash = common.cookie_digest(request.cookies)
    found = await database.execute(
        select(
            Session.account.label("holder"), Session.last_seen, Session.ends, Account.state, Account.roles, Account.unit,
            Unit.kind,
        ).join(Account, Account.id == Session.account).join(Unit, Unit.id == Account.unit).where(Session.id_hash == id_hash)
    )  # fmt: skip
    row = found.one_or_none()
    viewer = common.viewer(cookie, row)
    if common.stale(row):
        await database.execute(update(Session).where(Session.id_hash == id_hash).values(last_seen=clock.now()))
        await database.commit()
    return viewer


Me = Annotated[Viewer, Depends(signed_in)]


def _visible(viewer: Viewer) -> Select[Submission]:
    scope = common.scope(viewer.actor)
    ways = [Submission.unit == scope.unit] if scope.unit else []
    if scope.office:
        ways.append(Submission.state.in_(list(OFFICE_SEES)))
    return select(Submission).where(or_(*ways))


async def _boxes(database: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Box]:
    return common.boxes(await database.scalars(select(DataKey).where(DataKey.owner.in_(list(ids)))))


async def _words(database: AsyncSession) -> common.Words:
    return common.words((await database.scalars(select(SubmissionChoice).order_by(SubmissionChoice.valid_from))).all())


async def _lines(
    database: AsyncSession, rows: Sequence[Submission], boxes: dict[UUID, Box]
) -> tuple[list[Line], common.Words]:
    ids = [row.id for row in rows]
    named = await database.execute(select(Unit.id, Unit.name).where(Unit.id.in_({row.unit for row in rows})))
    units = {id: name for id, name in named}  # noqa: C416 - SQLAlchemy's rows are no plain pairs
    known = await _words(database)
    clocks = common.running_clocks(
        await database.scalars(select(SubmissionClock).where(SubmissionClock.submission.in_(ids)))
    )
    return [common.line(row, boxes[row.id], units.get(row.unit, ""), known, clocks) for row in rows], known


async def _around(database: AsyncSession, viewer: Viewer) -> common.Surroundings:
    actor = viewer.actor
    some = select(Notice.id).where(Notice.account == actor.id, Notice.read_at.is_(None))
    unread = (await database.scalars(some.order_by(Notice.id.desc()).limit(common.MOST_UNREAD))).all()
    found = await database.execute(
        select(Person, DataKey, Unit.name).join(Account, Account.person == Person.id).join(Unit, Unit.id == Account.unit)
        .join(DataKey, DataKey.owner == Person.id).where(Account.id == actor.id)
    )  # fmt: skip
    person, key, unit = found.one()
    name = common.boxes([key])[person.id].open("name", person.name_sealed)
    return common.Surroundings(name, unit, unread)


@app.get("/submissions", response_class=HTMLResponse)
async def index(database: Db, me: Me, after: str = "") -> HTMLResponse:
    size, beyond = common.rows_a_page(), forms.key_of(after)
    wanted = _visible(me).order_by(SENT.desc(), Submission.id.desc()).limit(size + 1)
    if beyond:
        wanted = wanted.where(tuple_(SENT, Submission.id) < tuple_(*map(literal, beyond)))
    rows = (await database.scalars(wanted)).all()
    lines, known = await _lines(database, rows[:size], await _boxes(database, (row.id for row in rows[:size])))
    units = (await database.execute(text(common.TREE))).all()
    wait = select(literal(1)).where(Submission.state == State.SUBMITTED).limit(common.MOST_WAITING).subquery()
    waiting = await database.scalar(select(func.count()).select_from(wait))
    page = common.Page(lines, len(rows) > size, after, [(id, name) for id, name in units], known, waiting or 0)
    around = common.around(me, "/submissions", await _around(database, me))
    drawn = ENVIRONMENT.get_template("submissions/index.html").render({**around, **common.list_context(me.actor, page)})
    return HTMLResponse(drawn)


async def _holding(database: AsyncSession, q: str) -> list[ColumnElement[bool]]:
    """Our own two ways to the records of a term: few are named, many are asked for row by row."""
    named: set[UUID] | None = None
    conditions: list[ColumnElement[bool]] = []
    for term in blindindex.terms(q):
        held = (
            await database.scalars(
                select(SearchRow.owner).where(SearchRow.tokens.contains(term)).limit(common.few() + 1)
            )
        ).all()
        if len(held) <= common.few():
            named = set(held) if named is None else named & set(held)
        else:
            row = select(literal(1)).where(SearchRow.owner == Submission.id, SearchRow.tokens.contains(term)).offset(0)
            conditions.append(row.correlate(Submission).exists())
    if named is not None:
        conditions.append(Submission.id == any_(literal(list(named), ARRAY(Uuid))))
    return conditions


@app.get("/api/v1/submissions", response_model=Rows)
async def search(database: Db, me: Me, q: str) -> dict[str, Any]:
    size, kept, beyond = common.rows_a_page(), list[Submission](), None
    boxes: dict[UUID, Box] = {}
    wanted = _visible(me).order_by(SENT.desc(), Submission.id.desc()).limit(size + 1)
    wanted = wanted.where(*await _holding(database, q))
    for _ in range(ROUNDS):
        place = tuple_(SENT, Submission.id) < tuple_(*map(literal, beyond)) if beyond else text("true")
        rows = (await database.scalars(wanted.where(place))).all()
        boxes |= await _boxes(database, (row.id for row in rows[:size]))
        kept += [row for row in rows[:size] if common.holds(q, row, boxes[row.id])]
        if len(rows) <= size or len(kept) >= size:
            break
        beyond = (rows[size - 1].submitted or rows[size - 1].created, rows[size - 1].id)
    more = len(rows) > size or len(kept) > size
    lines, _ = await _lines(database, kept[:size], boxes)
    return {
        "items": [common.api_row(line) for line in lines],
        "next": forms.token(lines[-1].key) if more and lines else None,
    }


@app.get("/api/v1/submissions/{id}", response_model=Whole)
async def one(database: Db, me: Me, id: UUID) -> dict[str, Any]:
    row = await database.get(Submission, id)
    if row is None:
        raise Refused
    boxes = await _boxes(database, [id])
    lines, _ = await _lines(database, [row], boxes)
    return common.whole(me.actor, row, boxes[id], lines[0])


@app.post("/submissions/new")
async def create(request: Request, database: Db, me: Me) -> Response:
    fields = {
        name: values[0] for name, values in parse_qs((await request.body()).decode(), keep_blank_values=True).items()
    }
    made = await run_in_threadpool(writing.prepare, me, fields)
    await _write(database, made)
    answer = RedirectResponse(f"/submissions/{made.box.owner}", status_code=303)
    answer.set_cookie("zx_flash", "submission_request_sign", max_age=60, path="/", httponly=True, samesite="lax")
    return answer


async def _write(database: AsyncSession, made: writing.Writing) -> None:
    """Everything in one transaction; the journal's lock comes last."""
    await _claim(database, made)
    rules = select(SubmissionDueRule).where(
        SubmissionDueRule.step == "report", SubmissionDueRule.category.in_(["", made.details["category"]]),
        SubmissionDueRule.urgency.in_(["", made.details["urgency"]]), SubmissionDueRule.valid_from <= made.today,
        or_(SubmissionDueRule.valid_until.is_(None), SubmissionDueRule.valid_until > made.today),
    )  # fmt: skip
    writing.check(made, await _words(database), (await database.scalars(rules)).all())
    id = made.box.owner
    database.add_all([DataKey(**writing.data_key(made)), Submission(**writing.record(made))])
    await database.flush()
    database.add(SubmissionVersion(**writing.version(made)))
    await database.execute(delete(SearchRow).where(SearchRow.owner == id, SearchRow.kind == KIND))
    database.add_all([SearchRow(id=new_id(), owner=id, kind=KIND, tokens=list(row)) for row in made.tokens])
    database.add_all([Outbox(**columns) for columns in writing.outbox(made)])
    await database.flush()
    moved = await database.execute(
        update(Submission).where(Submission.id == id, Submission.version == 1, Submission.state == State.DRAFT)
        .values(state=State.TO_SIGN, version=2, moved=made.now).returning(Submission.version)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    moved.one()
    await database.execute(
        update(Idempotency).where(Idempotency.actor == made.viewer.actor.id, Idempotency.key == made.key)
        .values(answer=writing.answer(id)).execution_options(synchronize_session=False)
    )  # fmt: skip
    await database.execute(select(func.pg_advisory_xact_lock(journal.LOCK)))
    tip = (await database.execute(select(Journal.seq, Journal.hash).order_by(Journal.seq.desc()).limit(1))).one()
    database.add_all([Journal(**columns) for columns in writing.chain(made, tip.seq, tip.hash)])
    await database.commit()


async def _claim(database: AsyncSession, made: writing.Writing) -> None:
    claim = (
        insert(Idempotency).values(
            actor=made.viewer.actor.id, key=made.key, command=writing.COMMAND, digest=made.fingerprint, created=made.now
        ).on_conflict_do_nothing().returning(Idempotency.key)
    )  # fmt: skip
    if (await database.execute(claim)).one_or_none() is None:
        raise Refused
