"""What `zhengxun typeset` prints: the forms with their fields, what preflight found, what was written.

- Whatever comes out of a file is cleaned first: no control or direction character reaches the terminal.
"""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from app.shown import console, say
from app.templating import message, next_step
from app.typesetting import fields as field_words
from app.typesetting import naming
from app.typesetting.forms import Row
from app.typesetting.output import Made
from app.verify.words import clean
from typeset.preflight.problem import Level, Problem

MARKS = {Level.ERROR: "[red]✗[/]", Level.WARNING: "[yellow]！[/]"}


def forms(rows: Sequence[Row]) -> None:
    """Every form and kind; forms of one value with the fields they share."""
    out = console()
    for made in dict.fromkeys(row.made for row in rows):
        group = [row for row in rows if row.made is made]
        grid = Table.grid(padding=(0, 2))
        for row in group:
            needed = "　".join(f"{name}（{naming.label(row, name)}）" for name in row.needed)
            grid.add_row(f"[bold]{row.code}[/]", escape(row.name), escape(message("typeset.needs", fields=needed)))
        out.print(grid)
        out.print()
        listed = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in ("key", "label", "sort"):
            listed.add_column(message(f"typeset.column.{column}"), no_wrap=column == "key", overflow="fold")
        for name in group[0].keys:
            listed.add_row(name, escape(naming.label(group[0], name)), escape(field_words.expects(group[0], name)))
        out.print(listed)


def problems(found: Sequence[Problem]) -> None:
    """One after the other, the grave ones first."""
    out = console()
    if not found:
        say("typeset.no_problems")
        return
    for problem in sorted(found, key=lambda one: (one.level is not Level.ERROR, one.page)):
        _problem(out, problem)
    errors = sum(problem.level is Level.ERROR for problem in found)
    say("typeset.problems", errors=errors, warnings=len(found) - errors)


def _problem(out: Console, problem: Problem) -> None:
    facts = {"words": problem.words, **problem.values}
    place = message("typeset.page", page=problem.page) if problem.page else message("typeset.nowhere")
    head = f"{MARKS[problem.level]} {escape(problem.level.label)}　{escape(place)}　"
    out.print(head + escape(clean(message(problem.check.code, **facts))), soft_wrap=True)
    if mend := next_step(problem.check.code, **facts):
        out.print(Padding(escape(f"→ {clean(mend)}"), (0, 0, 0, 3)))


def files(made: Sequence[Made]) -> None:
    """Name, pages, size, SM3 of each; the faces once."""
    listed = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("file", "pages", "size", "sm3"):
        listed.add_column(message(f"typeset.column.{column}"), no_wrap=column != "sm3", overflow="fold")
    for each in made:
        listed.add_row(escape(clean(each.name)), str(each.pages or ""), f"{len(each.data):,}", each.digest)
    console().print(listed)
    faces = dict.fromkeys(face for each in made for face in each.fonts)
    if faces:
        say("typeset.fonts", fonts="、".join(faces))
