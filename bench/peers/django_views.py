"""The peer in Django, written as its manual recommends: model instances, QuerySets, `atomic` around the submit."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from bench.peers import common, writing
from bench.peers.common import Refused, Viewer
from bench.peers.django_models import (
    Account,
    DataKey,
    Idempotency,
    Journal,
    Notice,
    Outbox,
    SearchRow,
    Session,
    Submission,
    SubmissionChoice,
    SubmissionClock,
    SubmissionDueRule,
    SubmissionVersion,
    Unit,
)
from kernel import blindindex, clock, journal
from kernel.ids import new_id
from kernel.vault import Box
from submissions.forms import submissions as forms
from submissions.rules.records import KIND
from submissions.rules.views import Line
from submissions.workflow.submission import OFFICE_SEES, State

P = ParamSpec("P")
ENVIRONMENT = common.prepare()
ROUNDS = 8
ONE_BY_ONE = "EXISTS (SELECT 1 FROM search_row x WHERE x.owner = submission.id AND x.tokens @> %s::integer[] OFFSET 0)"


def signed_in(
    view: Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Gives the view its viewer."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        cookie, id_hash = common.cookie_digest(request.COOKIES)
        row = (
            Session.objects.filter(id_hash=id_hash)
            .annotate(
                holder=F("account_id"), state=F("account__state"), roles=F("account__roles"), unit=F("account__unit_id"),
                kind=F("account__unit__kind"),
            )
            .values_list("last_seen", "ends", "holder", "state", "roles", "unit", "kind", named=True)
            .first()
        )  # fmt: skip
        viewer = common.viewer(cookie, row)
        if common.stale(row):
            Session.objects.filter(id_hash=id_hash).update(last_seen=clock.now())
        return view(request, viewer, *args, **kwargs)

    return guarded


def _visible(viewer: Viewer) -> "QuerySet[Submission]":
    scope, ways = common.scope(viewer.actor), Q()
    if scope.unit:
        ways |= Q(unit=scope.unit)
    if scope.office:
        ways |= Q(state__in=list(OFFICE_SEES))
    return Submission.objects.filter(ways).annotate(sent=Coalesce("submitted", "created")).order_by("-sent", "-id")


def _behind(rows: "QuerySet[Submission]", key: Any) -> "QuerySet[Submission]":
    # The first condition says again what the second says, so that the index can be used.
    return rows.filter(Q(sent__lt=key[0]) | Q(sent=key[0], id__lt=key[1]), sent__lte=key[0]) if key else rows


def _boxes(ids: Iterable[UUID]) -> dict[UUID, Box]:
    return common.boxes(DataKey.objects.filter(owner__in=list(ids)))


def _holding(wanted: "QuerySet[Submission]", query: str) -> "QuerySet[Submission]":
    """Our own two ways to the records of a term: few are named, many are asked for row by row."""
    named: set[UUID] | None = None
    for term in blindindex.terms(query):
        held = list(SearchRow.objects.filter(tokens__contains=term).values_list("owner", flat=True)[: common.few() + 1])
        if len(held) <= common.few():
            named = set(held) if named is None else named & set(held)
        else:
            wanted = wanted.filter(RawSQL(ONE_BY_ONE, [term], output_field=BooleanField()))  # noqa: S611 - no user text
    return wanted if named is None else wanted.filter(id__in=named)


def _words() -> common.Words:
    return common.words(list(SubmissionChoice.objects.order_by("valid_from")))


def _lines(rows: Sequence[Submission], boxes: dict[UUID, Box]) -> tuple[list[Line], common.Words]:
    units = dict(Unit.objects.filter(id__in={row.unit for row in rows}).values_list("id", "name"))
    known = _words()
    clocks = common.running_clocks(SubmissionClock.objects.filter(submission__in=[row.id for row in rows]))
    return [common.line(row, boxes[row.id], units.get(row.unit, ""), known, clocks) for row in rows], known


def _around(viewer: Viewer) -> common.Surroundings:
    some = Notice.objects.filter(account=viewer.actor.id, read_at__isnull=True).order_by("-id")
    unread = list(some.values_list("id", flat=True)[: common.MOST_UNREAD])
    account = Account.objects.select_related("person", "unit").get(id=viewer.actor.id)
    box = _boxes([account.person.id])[account.person.id]
    return common.Surroundings(box.open("name", bytes(account.person.name_sealed)), account.unit.name, unread)


@require_GET
@signed_in
def index(request: HttpRequest, me: Viewer) -> HttpResponse:
    size, after = common.rows_a_page(), request.GET.get("after", "")
    rows = list(_behind(_visible(me), forms.key_of(after))[: size + 1])
    lines, known = _lines(rows[:size], _boxes(row.id for row in rows[:size]))
    with connection.cursor() as cursor:
        cursor.execute(common.TREE)
        units = cursor.fetchall()
    waiting = Submission.objects.filter(state=State.SUBMITTED.value)[: common.MOST_WAITING].count()
    page = common.Page(lines, len(rows) > size, after, units, known, waiting)
    around = common.around(me, "/submissions", _around(me))
    drawn = ENVIRONMENT.get_template("submissions/index.html").render({**around, **common.list_context(me.actor, page)})
    return HttpResponse(drawn)


@require_GET
@signed_in
def search(request: HttpRequest, me: Viewer) -> HttpResponse:
    size, query = common.rows_a_page(), request.GET["q"]
    kept, beyond, boxes, wanted = list[Submission](), None, dict[UUID, Box](), _visible(me)
    wanted = _holding(wanted, query)
    for _ in range(ROUNDS):
        rows = list(_behind(wanted, beyond)[: size + 1])
        boxes |= _boxes(row.id for row in rows[:size])
        kept += [row for row in rows[:size] if common.holds(query, row, boxes[row.id])]
        if len(rows) <= size or len(kept) >= size:
            break
        beyond = (rows[size - 1].sent, rows[size - 1].id)
    more = len(rows) > size or len(kept) > size
    lines, _ = _lines(kept[:size], boxes)
    next_key = forms.token(lines[-1].key) if more and lines else None
    return JsonResponse({"items": [common.api_row(line) for line in lines], "next": next_key})


@require_GET
@signed_in
def one(_request: HttpRequest, me: Viewer, id: UUID) -> HttpResponse:
    row = Submission.objects.get(id=id)
    boxes = _boxes([id])
    lines, _ = _lines([row], boxes)
    return JsonResponse(common.whole(me.actor, row, boxes[id], lines[0]))


@require_POST
@signed_in
def create(request: HttpRequest, me: Viewer) -> HttpResponse:
    made = writing.prepare(me, request.POST.dict())
    _write(made)
    answer = HttpResponseRedirect(f"/submissions/{made.box.owner}")
    answer.status_code = 303
    answer.set_cookie("zx_flash", "submission_request_sign", max_age=60, httponly=True, samesite="Lax")
    return answer


@transaction.atomic
def _write(made: writing.Writing) -> None:
    """Everything in one transaction; the journal's lock comes last."""
    _claim(made)
    rules = SubmissionDueRule.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=made.today), step="report", category__in=["", made.details["category"]],
        urgency__in=["", made.details["urgency"]], valid_from__lte=made.today,
    )  # fmt: skip
    writing.check(made, _words(), list(rules))
    id = made.box.owner
    DataKey.objects.create(**writing.data_key(made))
    Submission.objects.create(**writing.record(made))
    SubmissionVersion.objects.create(**writing.version(made))
    SearchRow.objects.filter(owner=id, kind=KIND).delete()
    SearchRow.objects.bulk_create(
        [SearchRow(id=new_id(), owner=id, kind=KIND, tokens=list(row)) for row in made.tokens]
    )
    for columns in writing.outbox(made):
        Outbox.objects.create(**columns)
    draft = Submission.objects.filter(id=id, version=1, state=State.DRAFT.value)
    if draft.update(state=State.TO_SIGN.value, version=2, moved=made.now) != 1:
        raise Refused
    kept = Idempotency.objects.filter(actor=made.viewer.actor.id, key=made.key)
    kept.update(answer=writing.answer(id))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [journal.LOCK])
    seq, tip = Journal.objects.order_by("-seq").values_list("seq", "hash")[0]
    Journal.objects.bulk_create([Journal(**columns) for columns in writing.chain(made, seq, bytes(tip))])


def _claim(made: writing.Writing) -> None:
    claim = Idempotency(
        actor=made.viewer.actor.id, key=made.key, command=writing.COMMAND, digest=made.fingerprint, created=made.now
    )
    _, fresh = Idempotency.objects.get_or_create(
        actor=claim.actor, key=claim.key,
        defaults={"command": claim.command, "digest": claim.digest, "created": claim.created},
    )  # fmt: skip
    if not fresh:
        raise Refused


urlpatterns = [
    path("submissions", index),
    path("submissions/new", create),
    path("api/v1/submissions", search),
    path("api/v1/submissions/<uuid:id>", one),
]
