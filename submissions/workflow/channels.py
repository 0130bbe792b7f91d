"""Acts on keys of OA systems and on the list of senders, as the journal's page names them; they have no table of moves."""

from kernel.workflow import Labelled


class ChannelAct(Labelled):
    """What the security administrator does with a key or an address."""

    CREATE = "create", "发给"
    REVOKE = "revoke", "停用"
    END = "end", "停用"
