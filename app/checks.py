"""`zhengxun verify` and what flow-docs needs: every workflow table, and the roles behind each right."""

import sys
from pathlib import Path

from app.templating import message
from archive.verify import verify as verify_package
from bulletins.workflow.acts import Act
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.delivery import DELIVERY
from bulletins.workflow.instruction import INSTRUCTION
from bulletins.workflow.issue import ISSUE
from identity.rights import TABLE, Right
from identity.workflow import ACCOUNT, PERSON, ROLE_CHANGE, UNIT
from kernel.workflow import Labelled, Workflow
from submissions.workflow import WORKFLOW as SUBMISSION
from submissions.workflow import PlainAct as SubmissionAct

BROKEN = 1


def workflows() -> tuple[Workflow, ...]:
    """In flow order."""
    return (SUBMISSION, ARTICLE, ISSUE, DELIVERY, INSTRUCTION, ACCOUNT, ROLE_CHANGE, PERSON, UNIT)


def acts() -> dict[str, type[Labelled]]:
    """Kind of record → its acts that stand in no table."""
    return {SUBMISSION.record: SubmissionAct} | {table.record: Act for table in (ARTICLE, ISSUE, DELIVERY, INSTRUCTION)}


def role_names() -> dict[str, list[str]]:
    """Right → labels of the roles that hold it."""
    return {right.value: [role.label for role in TABLE if right in TABLE[role]] for right in Right}


def verify(path: Path) -> int:
    """Check an archive package offline; 0 only when it is whole."""
    report = verify_package(path.read_bytes())
    if report.faults:
        for fault in report.faults:
            print(message(f"archive.fault_{fault.code}", path=fault.path), file=sys.stderr)
        return BROKEN
    facts = "　".join(f"{value}" for value in report.facts.values())
    print(message("archive.whole", files=report.files, signer=report.signer, facts=facts))
    return 0
