"""The main job in eight steps, played by people of the demo organisation in their browsers.

- A step clicks and types as its person would, and checks what that person then sees.
- `upto(n)` plays what has not been played yet, so every test can ask for the house in the state it needs.
- With `script` off the same people do the same work with plain forms; the checks of what only scripts do are left out.
"""

from tests.browser import story_office, story_readers, story_unit
from tests.browser.people import House
from tests.browser.stage import Stage

STEPS = (
    story_unit.write, story_unit.sign, story_office.screen, story_office.edit, story_office.approve,
    story_readers.receive, story_readers.instruct, story_readers.close,
)  # fmt: skip


class Story:
    """How far the job is done in a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.stage = Stage(house)
        self.played = 0

    def upto(self, step: int) -> "Story":
        """Play the steps up to this one."""
        while self.played < step:
            self.played += 1
            STEPS[self.played - 1](self.stage)
            self.house.calm()
        return self
