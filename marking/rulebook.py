"""The rules in force: the built-in table, and what the security administrator has made of it.

- A change is an Edit, a row of plain data: switch a built-in rule, change its verdict, add words that excuse it, or add
  a phrase of one's own. Edits are applied in order to the built-in table, never to one another's result on disk.
- What the law calls a marking is nobody's to change: FIXED rules stay as they are. Words excuse a phrase of one's own
  and what is held for want of a context (EXCUSABLE), nothing else: a word that excuses a marking is a password.
- A phrase is folded like any text, so that it is found however it is written; only its letters, digits and Chinese
  characters count. One that must stand alone on its line is not found inside other words.
- `edited` says which field of which edit is wrong, by code; the words for a person stand in the templates.
- The book of the process is set once by whoever knows the rule set in force; without one the built-in table holds.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from marking.characters import seen
from marking.doubts import NESTED, QUOTED
from marking.guards import Guard
from marking.rule import Reach, Rule
from marking.rules import RULES
from marking.verdict import Decision

MAX_WORDS, MIN_PHRASE = 40, 2
MAX_EDITS, MAX_EXCUSES = 500, 40
OWN = "own-"
FIXED = frozenset((
    "level-star", "star-inside", "star-first", "level-asterisk", "level-term", "level-term-words", "level-period",
    "romanised", QUOTED, NESTED,
))  # fmt: skip
EXCUSABLE = frozenset(("level-cell", "level-option", "level-declared", "romanised-doubt", "name-romanised"))
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class Change(StrEnum):
    """What an edit does."""

    SWITCH_OFF = "off"
    SWITCH_ON = "on"
    VERDICT = "verdict"
    PHRASE = "phrase"
    EXCUSE_BEFORE = "excuse_before"
    EXCUSE_AFTER = "excuse_after"

    @property
    def label(self) -> str:
        return _CHANGE_LABELS[self]


EXCUSES = frozenset((Change.EXCUSE_BEFORE, Change.EXCUSE_AFTER))


class Where(StrEnum):
    """Where a phrase counts."""

    ANYWHERE = "anywhere"
    ALONE = "alone"

    @property
    def label(self) -> str:
        return _WHERE_LABELS[self]


_CHANGE_LABELS = {
    Change.SWITCH_OFF: "停用规则",
    Change.SWITCH_ON: "启用规则",
    Change.VERDICT: "改变处理方式",
    Change.PHRASE: "增加自定词语",
    Change.EXCUSE_BEFORE: "前面有此词语时不算",
    Change.EXCUSE_AFTER: "后面有此词语时不算",
}
_WHERE_LABELS = {Where.ANYWHERE: "出现即算", Where.ALONE: "单独成行才算"}
_PHRASE_LABEL, _PHRASE_REASON = "自定词语", "安全保密管理员规定不得进入本系统的词语"


class BadEdit(ValueError):
    """Edit number `number` cannot be applied: `field` is wrong in the way `code` says."""

    def __init__(self, field_name: str, code: str, number: int = 0) -> None:
        super().__init__(f"{field_name}: {code}")
        self.field = field_name
        self.code = code
        self.number = number


@dataclass(frozen=True, slots=True)
class Edit:
    """One row. `rule`: the id of a built-in rule, or of the phrase; the other fields as `change` needs them."""

    change: Change
    rule: str
    words: str = ""
    where: Where = Where.ANYWHERE
    verdict: Decision = Decision.REFUSE


@dataclass(frozen=True)
class Rulebook:
    """Rules in force, in the order in which they are tried; `edits` are what made them of the built-in table."""

    rules: tuple[Rule, ...]
    version: int = 0
    edits: tuple[Edit, ...] = field(default=())

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def has_phrases(self) -> bool:
        """Whether any rule may fit a text without a level in it."""
        return any(rule.own for rule in self.rules)

    @cached_property
    def for_texts(self) -> "Rulebook":
        """Without the rules that count for names alone."""
        return replace(self, rules=tuple(rule for rule in self.rules if not rule.names))

    def rule(self, name: str) -> Rule | None:
        return self.by_id.get(name)


BUILT_IN = Rulebook(RULES)
_in_force = [BUILT_IN]


def current() -> Rulebook:
    """The book of this process."""
    return _in_force[0]


def use(book: Rulebook) -> None:
    """Put a book in force in this process."""
    _in_force[0] = book


def edited(edits: Sequence[Edit], version: int) -> Rulebook:
    """The built-in table with the edits; raises BadEdit."""
    if len(edits) > MAX_EDITS or sum(edit.change in EXCUSES for edit in edits) > MAX_EXCUSES:
        raise BadEdit("edits", "too_many")
    rules = {rule.id: rule for rule in RULES}
    off: set[str] = set()
    for number, edit in enumerate(edits, 1):
        try:
            _apply(edit, rules, off)
        except BadEdit as bad:
            raise BadEdit(bad.field, bad.code, number) from bad
    return Rulebook(tuple(rule for rule in rules.values() if rule.id not in off), version, tuple(edits))


def as_json(edits: Sequence[Edit]) -> str:
    """The edits as text, for a table or for another process."""
    return json.dumps([asdict(edit) for edit in edits], ensure_ascii=False)


def from_json(text: str) -> tuple[Edit, ...]:
    """The edits that as_json wrote; raises BadEdit for anything else."""
    try:
        return tuple(
            Edit(
                Change(row["change"]),
                str(row["rule"]),
                str(row["words"]),
                Where(row["where"]),
                Decision(row["verdict"]),
            )
            for row in json.loads(text)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadEdit("edits", "malformed") from error


def letters(words: str) -> str:
    """What counts of the words of an edit: letters, digits and Chinese characters, as they are seen."""
    return "".join(one for one in seen(words) if one.isalnum())


def _apply(edit: Edit, rules: dict[str, Rule], off: set[str]) -> None:
    if edit.change is Change.PHRASE:
        rules[_phrase_id(edit, rules)] = _phrase(edit)
        return
    if edit.rule not in rules:
        raise BadEdit("rule", "unknown")
    if edit.rule in FIXED and edit.change is not Change.SWITCH_ON:
        raise BadEdit("rule", "fixed")
    match edit.change:
        case Change.SWITCH_OFF:
            off.add(edit.rule)
        case Change.SWITCH_ON:
            off.discard(edit.rule)
        case _:
            rules[edit.rule] = _changed(rules[edit.rule], edit)


def _changed(rule: Rule, edit: Edit) -> Rule:
    if edit.change is Change.VERDICT:
        if edit.verdict is Decision.ALLOW:
            raise BadEdit("verdict", "allow")
        return replace(rule, verdict=edit.verdict)
    if not rule.own and rule.id not in EXCUSABLE:
        raise BadEdit("rule", "guarded")
    words = _letters(edit.words)
    before = edit.change is Change.EXCUSE_BEFORE
    guard = (
        Guard(before=re.compile(rf"{words}[^\w\n]{{0,3}}+$"))
        if before
        else Guard(after=re.compile(rf"[^\w\n]{{0,3}}+{words}"))
    )
    return replace(rule, guards=(*rule.guards, guard))


def _phrase_id(edit: Edit, rules: dict[str, Rule]) -> str:
    if not _ID.fullmatch(edit.rule) or not edit.rule.startswith(OWN):
        raise BadEdit("rule", "malformed")
    if edit.rule in rules:
        raise BadEdit("rule", "twice")
    return edit.rule


def _phrase(edit: Edit) -> Rule:
    if edit.verdict is Decision.ALLOW:
        raise BadEdit("verdict", "allow")
    words = _letters(edit.words, least=MIN_PHRASE)
    if edit.where is Where.ALONE:
        pattern = rf"^[^\w\n]{{0,40}}+{words}[^\w\n]{{0,40}}+$"
    else:
        pattern = rf"(?<![a-z0-9]){words}(?![a-z0-9])" if words[0].isascii() else words
    return Rule(
        edit.rule,
        f"{_PHRASE_LABEL}“{edit.words.strip()}”",
        _PHRASE_REASON,
        re.compile(pattern, re.MULTILINE),
        verdict=edit.verdict,
        reach=Reach.GUESS if edit.where is Where.ANYWHERE else Reach.PAGE,
        own=True,
    )


def _letters(words: str, least: int = 1) -> str:
    """A pattern for words as they are seen, with little gaps between the characters; nothing in it is given back."""
    if len(words) > MAX_WORDS:
        raise BadEdit("words", "too_long")
    shown = letters(words)
    if len(shown) < least:
        raise BadEdit("words", "too_short")
    return r"[^\w\n]{0,6}+".join(map(re.escape, shown))
