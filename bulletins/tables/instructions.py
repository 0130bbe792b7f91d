"""Tables of leaders' instructions: every word is sealed under the instruction's key."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Instruction(Table, tablename="instruction"):
    """What a leader wrote on an item. See workflow/instruction.py. `sight`: what a reporting unit may see of it."""

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
    kind = Text()
    way = Text()
    rank = Text()
    sight = Text()
    year = Integer()
    number = Integer()
    said_at = Timestamptz()
    by = UUID()
    transcriber = UUID(null=True)
    follows = UUID(null=True)
    demand_sealed = Bytea(null=True)
    ink_sealed = Bytea(null=True)
    told_at = Timestamptz(null=True)


class InstructionTarget(Table, tablename="instruction_target"):
    """A unit that must answer: its duty. See workflow/duty.py. Unique (instruction, unit)."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    instruction = UUID()
    unit = UUID(index=True)
    due = Timestamptz()
    asked_due = Timestamptz(null=True)
    answered_by = UUID(null=True)
    answered_at = Timestamptz(null=True)
    accepted_at = Timestamptz(null=True)


class InstructionWord(Table, tablename="instruction_word"):
    """Something said with an act on a duty, answers among them. Primary key (duty, id). Never changed."""

    id = UUID(primary_key=True)
    instruction = UUID(index=True)
    duty = UUID()
    action = Text()
    code = Text(default="")
    due = Timestamptz(null=True)
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()


class InstructionSlip(Table, tablename="instruction_slip"):
    """A slip sent to a unit: one of a colour for each due time. Never changed."""

    id = UUID(primary_key=True)
    duty = UUID()
    number = Integer()
    colour = Text()
    due = Timestamptz()
    at = Timestamptz()


class InstructionTold(Table, tablename="instruction_told"):
    """What a unit that reported was told. Primary key (instruction, unit). Never changed."""

    instruction = UUID(primary_key=True)
    unit = UUID(index=True)
    sight = Text()
    at = Timestamptz()


class InstructionTerm(Table, tablename="instruction_term"):
    """How long an answer may take. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    label = Text()
    amount = Integer()
    measure = Text()
    urgent = Boolean()
    place = Integer()
    valid_from = Date()
    valid_until = Date(null=True)


class InstructionSight(Table, tablename="instruction_sight"):
    """What a reporting unit is told, by the leader's rank and what the instruction is. Primary key (rank, said, valid_from)."""

    rank = Text(primary_key=True)
    said = Text()
    sight = Text()
    valid_from = Date()
    valid_until = Date(null=True)


class InstructionReturn(Table, tablename="instruction_return"):
    """Why an answer is sent back. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    label = Text()
    place = Integer()
    valid_from = Date()
    valid_until = Date(null=True)


class LeaderRank(Table, tablename="leader_rank"):
    """A leader's rank from a day on. Primary key (account, valid_from)."""

    account = UUID(primary_key=True)
    rank = Text()
    valid_from = Date()


class OutsideLeader(Table, tablename="outside_leader"):
    """A leader who has no account. Primary key (code, valid_from). See rules/outside.py."""

    code = Text(primary_key=True)
    label = Text()
    post = Text()
    rank = Text()
    place = Integer()
    valid_from = Date()
    valid_until = Date(null=True)


class InstructionTidy(Table, tablename="instruction_tidy"):
    """The list of a month: what is open, and who must move. Primary key (month, duty-or-instruction)."""

    month = Date(primary_key=True)
    instruction = UUID()
    duty = UUID(null=True)
    owes = Text()
    due = Timestamptz(null=True)
    late = Boolean()
    made = Timestamptz()


TABLES = (
    Instruction, InstructionTarget, InstructionWord, InstructionSlip, InstructionTold, InstructionTerm, InstructionSight,
    InstructionReturn, LeaderRank, OutsideLeader, InstructionTidy,
)  # fmt: skip
SEEDED = ("instruction_term", "instruction_sight", "instruction_return")
