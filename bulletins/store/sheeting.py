"""The responsibility sheet as the typesetter takes it: the steps of an issue as they stand, and what was sent back."""

from bulletins.rules.issues import Issue
from bulletins.rules.responsibility import Returned, Said, StepDone, Subject, genuine, standing
from bulletins.store import responsibility as store
from bulletins.workflow.article import ArticleState
from bulletins.workflow.issue import IssueState
from crypto.certificates.certificate import Certificate
from identity.queries import register as identity
from kernel import clock
from kernel.actor import Actor
from typeset.responsibility import ResponsibilityDoc, SheetReturn, SheetRow

MOMENT = "%Y-%m-%d %H:%M"


def name_of(issue: Issue, form: str) -> str:
    """What the sheet's file is called."""
    return Said.SHEET.label.format(stem=issue.stem if issue.number else issue.kind.name, form=form)


async def document(viewer: Actor, issue: Issue) -> ResponsibilityDoc:
    """The sheet as things stand. The caller has looked at the right, or is a job."""
    called = {issue.id: issue.name} | {article.id: article.title for article in issue.articles}
    sources = [source for article in issue.articles for source in article.sources]
    units = await identity.unit_names(viewer, {source.unit for source in sources})
    steps = standing(await store.of_records([*called, *(source.submission for source in sources)]))
    returns = await store.returns(called)
    names = await identity.names(viewer, {done.by for done in steps} | {back.by for back in returns})
    called |= {source.submission: Said.SOURCE.label.format(unit=units.get(source.unit, "")) for source in sources}
    approved = clock.local(issue.approved_at).date() if issue.approved_at else None
    return ResponsibilityDoc(
        Said.TOTALLED.label.format(called=issue.name, total=issue.total) if issue.total else issue.name,
        issue.kind.office, approved or clock.local(clock.now()).date(), _facts(issue),
        tuple(_row(done, names.get(done.by, ""), called.get(done.record, "")) for done in steps),
        tuple(
            SheetReturn(
                clock.local(back.at).strftime(MOMENT), names.get(back.by, ""), source_of(back), back.back_to.label,
                back.code.label, called.get(back.record, ""),
            )
            for back in returns
        ),
    )  # fmt: skip


def source_of(back: Returned) -> str:
    """From where something was sent back, in words."""
    states = IssueState if back.subject is Subject.ISSUE else ArticleState
    return states(back.source).label


def holder(done: StepDone) -> str:
    """In whose name the certificate is that signed."""
    return Certificate(done.signed.certificate).name if done.signed else ""


def _facts(issue: Issue) -> tuple[str, ...]:
    approved = clock.local(issue.approved_at).date() if issue.approved_at else None
    return (
        issue.kind.name, issue.kind.office, Said.DAY.label.format(day=approved) if approved else "",
        clock.local(issue.released_at).strftime(MOMENT) if issue.released_at else "",
        Said.PLACES.label.format(count=len(issue.readers)), issue.digest.hex(), issue.pdf_digest.hex(),
    )  # fmt: skip


def _row(done: StepDone, who: str, what: str) -> SheetRow:
    moment = clock.local(done.at).strftime(MOMENT)
    return SheetRow(done.step.label, who, moment, what, _changed(done), done.digest.hex(), _signed(done))


def _changed(done: StepDone) -> str:
    if not done.changed:
        return Said.UNCHANGED.label
    if done.subject is Subject.ARTICLE:
        return Said.EDITIONS.label.format(before=done.edition_before, after=done.edition)
    return Said.CHANGED.label


def _signed(done: StepDone) -> str:
    if done.signed is None:
        return Said.BY_SESSION.label
    return Said.BY_DEVICE.label.format(holder=holder(done)) if genuine(done) else Said.BAD.label
