"""Tables of leaders' instructions: texts and answers are sealed."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Instruction(Table, tablename="instruction"):
    """What a leader wrote on an item. See workflow/instruction.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    issue = UUID()
    article = UUID(null=True, index=True)
    leader = UUID()
    text_sealed = Bytea()
    due = Timestamptz(null=True)
    routed_at = Timestamptz(null=True)
    routed_by = UUID(null=True)
    closed_at = Timestamptz(null=True)
    created = Timestamptz()


class InstructionTarget(Table, tablename="instruction_target"):
    """A unit that must answer, and its answer. Primary key (instruction, unit)."""

    instruction = UUID(primary_key=True)
    unit = UUID(index=True)
    answer_sealed = Bytea(null=True)
    answered_by = UUID(null=True)
    answered_at = Timestamptz(null=True)


TABLES = (Instruction, InstructionTarget)
