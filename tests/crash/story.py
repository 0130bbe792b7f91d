"""What one client of the kill test does over and over: a draft, a change, the signature, the way to the office, the desk.

Every step is one form. Versions are counted here and not read from a page, so that a step that happened twice, or not at all,
is refused at the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.simulators.clerk import Clerk, File

STEPS = ("create", "save", "request_sign", "sign_off", "submit", "accept")
BODY = "本市一季度保费收入平稳增长，风险总体可控。"


@dataclass(slots=True)
class Desk:
    """The three people whose work one client does."""

    officer: Clerk
    signer: Clerk
    screener: Clerk
    dice: Random
    number: int
    stories: int = 0

    def clerks(self) -> tuple[Clerk, Clerk, Clerk]:
        return (self.officer, self.signer, self.screener)

    async def story(self, ended: Callable[[], bool]) -> None:
        """One piece of information as far as the office's desk, or until it is time to stop."""
        self.stories += 1
        title = f"运行情况 {self.number}-{self.stories}"
        text = {
            "title": title, "body": BODY, "source": "本局统计", "contact": "办公室", "learned": "",
            "category": "work", "urgency": "normal", "genre": "news",
        }  # fmt: skip
        files: tuple[File, ...] = ()
        if self.dice.random() < 1 / 3:
            files = (("附表.txt", self.dice.randbytes(3000).hex().encode()),)
        place = await self.officer.post("/submissions/new", text, files, op="create", title=title, attached=len(files))
        record = place.split("/")[2]
        steps: tuple[tuple[Clerk, str, dict[str, str]], ...] = (
            (self.officer, "save", {**text, "body": f"{BODY}{self.dice.randrange(10**9)}"}),
            (self.officer, "request_sign", {}),
            (self.signer, "sign_off", {"note": "同意"}),
            (self.officer, "submit", {}),
            (self.screener, "accept", {}),
        )
        for version, (clerk, action, fields) in enumerate(steps, 1):
            if ended():
                return
            path = f"/submissions/{record}/{'edit' if action == 'save' else action}"
            await clerk.post(path, {**fields, "version": str(version)}, op=action, record=record)
