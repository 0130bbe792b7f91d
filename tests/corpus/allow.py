"""Texts that must pass: ordinary official prose about everything that sounds like secrecy, plain and harmlessly decorated."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.corpus import prose
from tests.corpus.cases import ALLOW, Case

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
VOCABULARY: dict[str, list[str]] = _WORDS["vocabulary"]
SUBJECTS: dict[str, list[str]] = _WORDS["subjects"]
EACH_PLAIN, EACH_DECORATED, MIXED = 4, 2, 260
_LINE = 40  # signs in a wrapped line
_TRADITIONAL = str.maketrans("国机绝级长开启业个后关单会议报务规严员", "國機絕級長開啟業個後關單會議報務規嚴員")


def _plain(text: str, _dice: Random) -> str:
    return text


def _in_report(text: str, dice: Random) -> str:
    return f"{prose.title(dice)}\n\n　　{prose.sentence(dice)}{_inline(text)}{prose.sentence(dice)}\n　　{prose.paragraph(dice)}"


def _inline(text: str) -> str:
    """Lists and tables keep lines of their own."""
    return f"\n{text}\n" if "\n" in text else text


def _after_title(text: str, dice: Random) -> str:
    return f"# {prose.title(dice)}\n\n{text}\n\n{prose.paragraph(dice)}"


def _list_item(text: str, dice: Random) -> str:
    return f"{prose.title(dice)}：\n- {prose.title(dice)}\n- {text}\n- {prose.title(dice)}"


def _quoted(text: str, dice: Random) -> str:
    return "\n".join(f"> {line}" for line in [*text.splitlines(), prose.sentence(dice)])


def _table_row(text: str, dice: Random) -> str:
    return (
        f"| 序号 | 内容 |\n| --- | --- |\n| 1 | {text} |\n| 2 | {prose.title(dice)} |"
        if "\n" not in text and "|" not in text
        else text
    )


def _paragraphs(text: str, dice: Random) -> str:
    style = dice.choice((' style="text-indent:2em"', ' class="MsoNormal"', ""))
    return "\n".join(f"<p{style}><span>{line}</span></p>" for line in text.splitlines())


def _entities(text: str, dice: Random) -> str:
    """Some ordinary signs as entities, as exports write them."""
    return "".join(f"&#{ord(sign)};" if sign > "一" and dice.random() < 0.2 else sign for sign in text)


def _blanks_by_name(text: str, _dice: Random) -> str:
    return text.replace("，", "，&nbsp;").replace("、", "、&ensp;")


def _joiners(text: str, dice: Random) -> str:
    """Invisible signs as word processors leave them."""
    sign = dice.choice("\u200b\u2060\u00ad\ufeff")
    return "".join(each + sign if dice.random() < 0.15 else each for each in text)


def _emphasised(text: str, dice: Random) -> str:
    """One clause in bold, as notes have it."""
    clauses = re.split(r"([，。；：、\n])", text)
    at = dice.randrange(0, len(clauses), 2)
    if "*" in text or not clauses[at].strip():
        return f"__{text}__"
    return "".join([*clauses[:at], f"**{clauses[at]}**", *clauses[at + 1 :]])


def _rated(text: str, dice: Random) -> str:
    return f"{text}\n推荐指数：{dice.choice(VOCABULARY['stars'])}"


def _wrapped(text: str, dice: Random) -> str:
    whole = f"{prose.sentence(dice)}{_inline(text)}{prose.sentence(dice)}"
    return "\n".join(line[at : at + _LINE] for line in whole.splitlines() for at in range(0, len(line), _LINE))


def _value(text: str, dice: Random) -> str:
    return json.dumps({"id": dice.randint(1, 99), "text": text}, ensure_ascii=dice.random() < 0.5)


def _wide_digits(text: str, _dice: Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in text)


def _traditional(text: str, _dice: Random) -> str:
    return text.translate(_TRADITIONAL)


def _indented(text: str, dice: Random) -> str:
    return f"\u3000\u3000{text}\r\n\u3000\u3000{prose.with_secrecy(dice)}"


def _footnoted(text: str, dice: Random) -> str:
    return f"{prose.sentence(dice)}[^1]\n\n[^1]: {text}"


DECORATIONS: dict[str, Callable[[str, Random], str]] = {
    "report": _in_report,
    "after title": _after_title,
    "list item": _list_item,
    "quoted": _quoted,
    "table row": _table_row,
    "paragraphs": _paragraphs,
    "entities": _entities,
    "blanks by name": _blanks_by_name,
    "joiners": _joiners,
    "emphasised": _emphasised,
    "rated": _rated,
    "wrapped": _wrapped,
    "value": _value,
    "wide digits": _wide_digits,
    "traditional": _traditional,
    "indented": _indented,
    "footnoted": _footnoted,
}


def cases(seed: int) -> list[Case]:
    """At least two thousand, no text twice."""
    found: dict[str, Case] = {}
    for subject, decoration, text in _texts(seed):
        if text not in found:
            found[text] = Case(f"a{len(found):05}", text, ALLOW, (subject, decoration))
    return list(found.values())


def _texts(seed: int) -> Iterator[tuple[str, str, str]]:
    names = list(DECORATIONS)
    for subject, templates in SUBJECTS.items():
        for number, template in enumerate(templates):
            dice = Random(f"{seed}:{subject}:{number}")
            for _ in range(EACH_PLAIN):
                yield subject, "plain", filled(template, dice)
            for name in (name for _ in range(EACH_DECORATED) for name in dice.sample(names, 4)):
                yield subject, name, DECORATIONS[name](filled(template, dice), dice)
    dice = Random(f"{seed}:mixed")
    every = [template for templates in SUBJECTS.values() for template in templates]
    for number in range(MIXED):
        several = [filled(dice.choice(every), dice) for _ in range(dice.randint(2, 5))]
        yield "mixed", "lines", "\n".join([prose.title(dice), *several])
        inside = "\n".join(f"　　{prose.sentence(dice)}{_inline(one)}{prose.with_secrecy(dice)}" for one in several)
        yield "mixed", "prose", f"{prose.pages(dice, 1 + number % 9)}\n{inside}\n{prose.pages(dice, 1 + number % 4)}"


def filled(template: str, dice: Random) -> str:
    """The template with a word drawn for each name in it."""
    for name, words in VOCABULARY.items():
        while f"{{{name}}}" in template:
            template = template.replace(f"{{{name}}}", dice.choice(words), 1)
    return template
