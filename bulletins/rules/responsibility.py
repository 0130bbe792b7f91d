"""The five steps and who answers for each (办法 第十九条): screening, verification, editing, approval and printing, proofreading.

- 送审印发 has three hands: who sends it for approval, who approves, who prints and releases; layout stands between them.
- A step is one act on one record. It says who did it and when, from which text to which (edition and SM3 before and
  after), and is signed by its person over exactly that text: by the device they have, else by their session alone.
- A later act of the same step on the same record stands in its place; the earlier one is kept.
- What is sent back says from where, to which step, and why by a code of the list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from crypto.certificates.certificate import Certificate
from crypto.devices.statements import fields
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSignature
from kernel.workflow import Labelled

CHALLENGE = timedelta(minutes=5)  # what a device is asked to sign may be answered so long
MOST_AT_ONCE = 20


class Step(Labelled):
    """The steps in their order."""

    SCREENING = "screening", "稿件筛选"
    VERIFICATION = "verification", "内容核实"
    EDITING = "editing", "文字加工"
    COMPILING = "compiling", "送审印发（编排送审）"
    APPROVAL = "approval", "送审印发（签批）"
    LAYOUT = "layout", "排版"
    PROOFREADING = "proofreading", "核稿校对"
    PRINTING = "printing", "送审印发（印发）"


class Subject(Labelled):
    """What a step is done to."""

    SUBMISSION = "submission", "来稿"
    ARTICLE = "article", "稿件"
    ISSUE = "issue", "一期"


class ReturnCode(Labelled):
    """Why something is sent back."""

    FACTS = "facts", "事实、数据须再核实"
    WORDING = "wording", "文字、标题须修改"
    CHOICE = "choice", "选稿、次序须调整"
    FORM = "form", "刊头、版式有误"
    RANGE = "range", "发送范围有误"
    POLICY = "policy", "口径、时机须斟酌"
    OTHER = "other", "其他"


class BackTo(Labelled):
    """To which step."""

    COMPILING = "compiling", "编排"
    EDITING = "editing", "文字加工"
    VERIFICATION = "verification", "内容核实"
    SCREENING = "screening", "稿件筛选（不再使用，来稿退回待选）"


class Said(Labelled):
    """The words of the responsibility sheet that depend on the issue."""

    SHEET = "sheet", "{stem}责任单.{form}"
    TOTALLED = "totalled", "{called}（总第{total}期）"
    PLACES = "places", "{count} 处"
    SOURCE = "source", "来稿（{unit}）"
    EDITIONS = "editions", "第{before}稿→第{after}稿"
    CHANGED = "changed", "有改动"
    UNCHANGED = "unchanged", "无"
    BY_DEVICE = "by_device", "设备签名 {holder}"
    BY_SESSION = "by_session", "登录确认"
    BAD = "bad", "签名无效"
    DAY = "day", "{day.year}年{day.month}月{day.day}日"


ACTS: Final[Mapping[tuple[Subject, str], Step]] = {
    (Subject.SUBMISSION, "accept"): Step.SCREENING,
    (Subject.ARTICLE, "verify"): Step.VERIFICATION,
    (Subject.ARTICLE, "finish"): Step.EDITING,
    (Subject.ISSUE, "submit"): Step.COMPILING,
    (Subject.ISSUE, "approve"): Step.APPROVAL,
    (Subject.ISSUE, "typeset"): Step.LAYOUT,
    (Subject.ISSUE, "proofread"): Step.PROOFREADING,
    (Subject.ISSUE, "release"): Step.PRINTING,
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A device's signature over a step's statement. `certificate`: the whole of it, as it was bound."""

    device: UUID
    certificate: bytes
    statement: bytes
    signature: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step as it was done. `digest`: SM3 of exactly what left the step; `before`: of what came into it."""

    id: UUID
    step: Step
    subject: Subject
    record: UUID
    by: UUID
    at: datetime
    version: int
    edition_before: int
    edition: int
    before: bytes
    digest: bytes
    forced: bool
    signed: Signature | None = None

    @property
    def changed(self) -> bool:
        """Whether the text left the step otherwise than it came; what layout makes of it are pages, not words."""
        return self.before != self.digest and self.step is not Step.LAYOUT


def wants(done: StepDone, since: Mapping[UUID, datetime]) -> bool:
    """Whether a step waits for its person's device. `since`: who has one, and since when: nothing earlier is asked of it."""
    return done.signed is None and done.by in since and done.at >= since[done.by]


@dataclass(frozen=True, slots=True)
class Returned:
    """Something was sent back."""

    id: UUID
    subject: Subject
    record: UUID
    source: str
    back_to: BackTo
    code: ReturnCode
    by: UUID
    at: datetime


def standing(steps: Iterable[StepDone]) -> list[StepDone]:
    """Of each step of each record the latest, in the order of the steps and of time."""
    last = {(done.record, done.step): done for done in sorted(steps, key=lambda done: (done.at, done.id))}
    order = list(Step)
    return sorted(last.values(), key=lambda done: (order.index(done.step), done.at, done.id))


def genuine(done: StepDone) -> bool:
    """Whether the device's signature holds over its statement, and the statement is about this very step."""
    if done.signed is None:
        return False
    said = fields(done.signed.statement)
    about = {
        "purpose": "sign-off", "record": str(done.record), "version": str(done.version),
        "digest": done.digest.hex(), "capacity": done.step.value,
    }  # fmt: skip
    if any(said.get(name) != value for name, value in about.items()):
        return False
    try:
        Certificate(done.signed.certificate).key.verify(done.signed.statement, done.signed.signature)
    except (BadSignature, BadEncoding, BadKey, BadCertificate):
        return False
    return True
