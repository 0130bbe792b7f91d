"""How an issue ends otherwise than in the archive: four operations, each with its own reasons (ED-13).

- Withdrawn: before the approval, back to its compilers; nothing to explain.
- Void: numbered and never printed; the number stays its own, and the reason explains the gap.
- Recalled: printed and taken back; readers no longer open it, and whoever had read or printed it is told.
- Corrected: another issue that names it takes its place; whoever had read or printed it is told.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.workflow import Labelled


class VoidReason(Labelled):
    """Why a number is void."""

    NO_NEED = "no_need", "情况已变，不再印发"
    MERGED = "merged", "并入其他期"
    REJECTED = "rejected", "领导审定不发"
    MISTAKE = "mistake", "编号或种类有误"


class RecallReason(Labelled):
    """Why printed copies are taken back."""

    ERROR = "error", "内容有误"
    RANGE = "range", "发送范围有误"
    SECRET = "secret", "含有不宜扩散的内容"
    ORDER = "order", "领导要求收回"


class CorrectReason(Labelled):
    """Why another issue takes its place."""

    FACT = "fact", "事实或数据有误"
    WORDING = "wording", "文字差错"
    PERSON = "person", "人名、职务或次序有误"
    ADDITION = "addition", "需要补充"


REASONS: dict[str, type[Labelled]] = {"void": VoidReason, "recall": RecallReason, "correct": CorrectReason}


@dataclass(frozen=True, slots=True)
class Ending:
    """One operation, and why."""

    issue: UUID
    operation: str
    reason: str
    by: UUID
    at: datetime

    @property
    def label(self) -> str:
        """The reason in words."""
        return REASONS[self.operation](self.reason).label
