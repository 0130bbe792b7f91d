"""Scores of the demo: something adopted above, a correction that waits for a second hand, an appeal, a draft of new rules.

- Made once, through the product's commands, after the issues of the other files have left.
"""

from app.demo_cast import of_login, person, said
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from scores.commands import appeals, corrections, rulesets, upward
from scores.queries import lines, office
from scores.queries import rulesets as reads
from scores.rules.happenings import Sort
from scores.rules.ruleset import encoded
from scores.rules.upward import Upward

OFFICER, OTHER = "yunlu.xinxi1", "canglang"


async def found_scores() -> None:
    """One of each."""
    editor, officer = await person(Right.SCORE_CORRECT), await of_login(OFFICER)
    today = clock.local(clock.now()).date()
    adopted = await office.adoptions(editor)
    if not adopted or await office.upward(editor):
        return
    entry = Upward(adopted[0][0], Sort.ADOPTED, "state", "state_info", today)
    await upward.register(Call(editor), entry, said(reference="国办刊物2026年第41期"))
    neighbour = await person(Right.SCORE_APPEAL, OTHER)
    await corrections.propose(Call(editor), neighbour.unit, "2", today, said(note="补记外地协查材料一篇，当时漏登。"))
    sheet = await lines.unit_sheet(officer, officer.unit, today.replace(month=1, day=1), today)
    if sheet.lines:
        line = sheet.lines[-1]
        words = said(text="这一篇是综合两家材料写成的专题，应按监管参考计分，请核对。")
        await appeals.file(Call(officer), line.happening, line.line, words)
    rules = await reads.current(editor)
    if rules is not None:
        await rulesets.draft(Call(editor), encoded(rules), said(**rulesets.words(rules)))
