"""What `zhengxun scan` prints for people: a line for a file, below it every finding in the text that surrounds it.

- What is allowed is said of files that were named, and only counted of those found in folders.
- Of a file with many findings the first are shown and the rest counted.
- A finding says which words, in which part and on which page, which rule and why; the way out is said once, at the end.
- Whatever comes out of a file is cleaned first: no control or direction character reaches the terminal.
"""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from app import shown
from app.scanning.files import STANDARD_INPUT, Looked
from app.templating import message
from app.verify.words import clean, sentence
from marking.told import Told, told
from marking.verdict import AROUND, WHOLE, Decision, Part, Place

MARKS = {Decision.ALLOW: "[green]✓[/]", Decision.HOLD: "[yellow]！[/]", Decision.REFUSE: "[red]✗[/]"}
TONES = {Decision.ALLOW: "green", Decision.HOLD: "yellow", Decision.REFUSE: "red"}
BREAK = "⏎"
SHOWN = 20  # findings of one file


def file(looked: Looked, console: Console) -> None:
    """One file, if there is something to say."""
    decision = looked.decision
    if decision is Decision.ALLOW and (not looked.target.named or looked.target.folder):
        return
    name = escape(clean(label(looked)))
    console.print(f"{MARKS[decision]} {name}　[{TONES[decision]}]{decision.label}[/]", soft_wrap=True)
    if looked.unread:
        console.print(Padding(escape("".join(sentence(looked.unread))), (0, 0, 0, 3)))
    elif looked.verdicts:
        console.print(Padding(findings(told(looked.verdicts)), (0, 0, 0, 3)))


def summary(decisions: Counter[Decision], skipped: int, console: Console) -> None:
    """How many of each, and what to do."""
    numbers = {one.value: decisions[one] for one in Decision}
    console.print(message("scan.summary", total=decisions.total(), **numbers), soft_wrap=True)
    if skipped:
        console.print(message("scan.skipped", number=skipped), soft_wrap=True)
    codes = {
        Decision.REFUSE: "scan.refused_next",
        Decision.HOLD: "scan.held_next",
        Decision.ALLOW: "scan.allowed_means",
    }
    for decision in (each for each in codes if decisions[each]):
        console.print(f"→ {message(codes[decision])}", soft_wrap=True)


def label(looked: Looked) -> str:
    """What a target is called."""
    path = str(looked.target.path)
    if looked.target.folder:
        return f"{path}/"
    return message("scan.standard_input") if path == STANDARD_INPUT else path


def findings(found: Iterable[Told]) -> Table:
    """Findings as rows: where, and what."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    every = list(found)
    for one in every[:SHOWN]:
        whole = one.verdict.reason and one.verdict.place == WHOLE
        rows.add_row("" if whole else escape(_place(one.verdict.place)), _finding(one))
    if len(every) > SHOWN:
        rows.add_row("", message("scan.more", number=len(every) - SHOWN))
    return rows


def _finding(one: Told) -> str:
    why = shown.safe(f"{one.label}：{one.why}" if one.label else one.why)
    if not one.verdict.words:
        return why
    verdict = one.verdict
    before, words, after = (shown.safe(_line(text)) for text in (verdict.before, verdict.words, verdict.after))
    cut = ["…" if len(text) == AROUND else "" for text in (verdict.before, verdict.after)]
    unseen = f"（{message('scan.unseen')}）" if one.hidden else ""
    return f"{cut[0]}{before}【[bold]{words}[/]】{after}{cut[1]}{unseen}\n{why}"


def _line(text: str) -> str:
    return text.replace("\r\n", BREAK).replace("\n", BREAK).replace("\t", " ")


def _place(place: Place) -> str:
    paged = place.number and place.part is not Part.FILE_NAME
    said = message("scan.place_page" if paged else "scan.place", part=place.part.label, number=place.number)
    return clean(" › ".join((*place.inside, said)))
