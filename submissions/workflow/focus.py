"""What can be done with what the editors look for."""

from kernel.workflow import Labelled


class FocusAct(Labelled):
    """Acts of the journal."""

    PUBLISH = "publish", "发布报送要点"
    WITHDRAW = "withdraw", "撤下报送要点"
