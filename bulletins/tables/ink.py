"""Table of ink: lines a leader drew, sealed under the instruction's own key; written once."""

from piccolo.columns import UUID, Bytea, Integer, SmallInt, Timestamptz
from piccolo.table import Table


class InstructionInk(Table, tablename="instruction_ink"):
    """The ink of an instruction. `bound`: what page of which file it stands on; `digest`: SM3 of the lines as packed."""

    instruction = UUID(primary_key=True)
    page = SmallInt()
    bound = Bytea()
    points = Integer()
    ink_sealed = Bytea()
    digest = Bytea()
    created = Timestamptz()


TABLES = (InstructionInk,)
