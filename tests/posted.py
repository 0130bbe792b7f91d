"""Which posts are made where "the buttons shown are exactly the posts that succeed".

A state's own actions are posted by everyone. Of those the state does not know, the table refuses any before it asks who
posts (Workflow.require): one of them stands for all, unless ZHENGXUN_TEST_LONG=1.
"""

import os

from kernel.workflow import Workflow

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"


def posted(workflow: Workflow, state: str, shown: set[str]) -> list[str]:
    """The actions to post in `state`, where the page has forms for `shown`: those first that must be refused."""
    offered = shown & workflow.actions()  # a page has other forms as well
    own = {row.action for row in workflow.transitions if state in row.sources}
    strange = sorted(workflow.actions() - own)
    tried = own | offered | set(strange if LONG else strange[:1])
    return sorted(tried - offered) + sorted(offered)
