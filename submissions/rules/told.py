"""What a leader's instruction is, and what the unit that reported is told of it (LE-02).

- The office says of each instruction what it is; the leader's rank of that day goes with it.
- A dated table of the office says for rank and kind whether the unit is told the whole wording, only that something was
  written, or nothing. bulletins/ keeps and obeys it; it stands here because it is edited with the office's other tables.
"""

from kernel.workflow import Labelled


class Said(Labelled):
    """What an instruction is."""

    PRAISE = "praise", "肯定"
    QUESTION = "question", "询问"
    TASK = "task", "交办"
    READ = "read", "阅示"


class LeaderRank(Labelled):
    """The rank of who wrote it."""

    UPPER = "upper", "上级领导"
    TOP = "top", "主要负责同志"
    DEPUTY = "deputy", "班子成员"
    CHIEF = "chief", "秘书长、办公厅主任"


OWN_RANKS = tuple(rank for rank in LeaderRank if rank is not LeaderRank.UPPER)  # what somebody of the house can be


class Sight(Labelled):
    """What the unit that reported is told."""

    WHOLE = "whole", "告知全文"
    SIGN = "sign", "只告知有批示"
    NOTHING = "nothing", "不告知"
