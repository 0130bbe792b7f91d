"""What a page does not show: entities, tags, comments, hidden elements, marks of Markdown, escapes.

- Patterns run over text whose characters are folded already (marking/characters.py): letters small, stars as stars.
- `peeled` runs to a fixed point. Text that is still not at rest after MAX_ROUNDS is nested for the sake of nesting:
  the caller must not call it clean.
- No pattern looks further than a bounded distance from where it starts.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from marking.alphabet import BARE_ENTITIES, ENTITIES, STAR, UNDERSCORE, WEAK_STAR
from marking.characters import fold_characters
from marking.folded import Edit, Folded

MAX_ROUNDS = 16
_TURN, _TURN_END = "\u202e", "\u202c"

_HIDDEN_STYLE = r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|\shidden\b)"
_TAG = re.compile(
    r"<!--(?:(?!<!--)[^\0]){0,4000}?-->|<!\[cdata\[|\]\]>|<\?[^<>]{0,1000}>|<![a-z\[][^<>]{0,1000}>"
    r"|</?[a-z](?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}'){0,1000}>|</?[a-z][^<>]{0,1000}>"
)
_UNSEEN = re.compile(
    rf"<(?P<name>[a-z][a-z0-9]*)\b[^<>]{{0,1000}}{_HIDDEN_STYLE}[^<>]{{0,1000}}>[^<]{{0,2000}}</(?P=name)\s*>"
    r"|<(?P<kind>script|rt|rp)\b[^<>]{0,1000}>[^<]{0,2000}</(?P=kind)\s*>"
)
_STYLE = re.compile(r"<style\b[^<>]{0,1000}>(?P<rules>[^<]{0,20000})</style\s*>")
_CONTENT = re.compile(r"content\s*:\s*(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})')")
_COMMENT_SIGN = re.compile("<!--|-->")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|dl|dt|dd|tr|h[1-6]|table|blockquote|section|article|header|footer|pre|title|hr|option)\b"
)
_CELL_TAG = re.compile(r"</?(?:td|th)\b")
_ENTITY = re.compile(r"&(?:#0{0,60}[0-9]{1,8}|#x0{0,60}[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?")
_AMPERSANDS = re.compile(r"&(?:amp;?|#0{0,60}38;|#x0{0,60}26;)(?:amp;?|#0{0,60}38;|#x0{0,60}26;)*")
_EMPHASIS = re.compile(
    rf"(?P<mark>{WEAK_STAR}{{1,3}}|{UNDERSCORE}{{1,3}}|~~|==|`{{1,3}})(?=\S)(?P<inner>[^\n]{{0,400}}?\S)(?P=mark)"
)
_LINK = re.compile(r"!?\[(?P<words>[^\[\]]{0,200})\](?:\((?: *[a-z#/.<\"'?%][^()\n]{0,300})?\)|\[[a-z0-9 ]{0,40}\])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n^]{1,80}\]: *(?:<|#|/|[a-z]+:|\.)[^\n]{0,300}\n?", re.MULTILINE)
_BOARD_CODE = re.compile(
    r"\[/?(?:b|i|u|s|em|strong|color|colour|size|font|center|left|right|url|quote|code|align|table|td|tr)"
    r"(?:=[^\[\]\n]{0,60})?\]"
)
_TERMINAL = re.compile(r"\x1b\[[0-9;?]{0,20}[a-z]|\x1b")
_CSS_COMMENT = re.compile(rf"/{WEAK_STAR}[^\n{WEAK_STAR}]{{0,200}}{WEAK_STAR}/")
_BACKSLASH = re.compile(rf"\\(?=[!-/:-@\[-`{{-~{WEAK_STAR}{STAR}{UNDERSCORE}])")
_DRAWN_STAR = re.compile(r"\\ding\{7[23]\}")
_COLOUR = re.compile(r"\{color(?::[a-z0-9#]{1,20})?\}")
_STAR_WORD = re.compile(r"\\(?:big|five)?star\b(?:\{\})?|:(?:star2?|dizzy|glowing_star|white_medium_star):")
_LATEX = re.compile(
    r"\\{1,2}(?:text)?(?:color|colorbox|fontsize|hspace|vspace|kern|raisebox)\*?\{[^{}\n]{0,40}\}"
    r"|\\{1,2}(?:text|math)?(?:bf|it|rm|tt|sf|sc|em|emph|underline|uline|mbox|large|huge|small|tiny)(?![a-z])"
    r"|\\{1,2}[a-z]{2,20}\*?(?=\{)"
)

_UNICODE = re.compile(
    r"\\{1,4}(?:u\{0{0,4}([0-9a-f]{2,6})\}|u0{2,4}([0-9a-f]{5,6})(?![0-9a-f])|u([0-9a-f]{4})|x\{([0-9a-f]{2,6})\})|%u([0-9a-f]{4})"
)
_LINE_CODE = re.compile(r"\\{1,3}(?:(?!bf)[nrtbfv](?![a-z]{2})|[0abefv](?![0-9a-z]))")
_PLAIN_NUMBER = re.compile(r"&#(?:0{0,60}[0-9]{2,7}(?![0-9;])|[xX]0{0,60}[0-9A-Fa-f]{2,6}(?![0-9A-Fa-f;]))", re.ASCII)
_TURNED = re.compile(
    r"<bdo\b[^<>]{0,200}rtl[^<>]{0,200}>|</bdo\s*>"
    r"|<(?P<name>[a-z][a-z0-9]*)\b[^<>]{0,400}bidi-override[^<>]{0,400}>(?P<words>[^<]{0,2000})</(?P=name)\s*>"
)
_CSS_CODE = re.compile(r"\\(?!u)0{0,2}([0-9a-f]{4,5}) ?")
_BYTES = re.compile(r"(?:%(?:25)*[0-9a-f]{2})+|(?:\\{1,2}x[0-9a-f]{2})+|(?:=[0-9a-f]{2})+|(?:\\[0-3][0-7]{2})+")
_ESCAPED = re.compile(r"\\{1,4}[ux0-9a-fnrt]|%(?:25)*u?[0-9a-f]{2}|=[0-9a-f]{2}=")
_HIDING = re.compile(rf"<!--|<script|<style|<rt\b|<rp\b|{_HIDDEN_STYLE}|&lt|&#")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")

Edits = Callable[[re.Match[str]], list[Edit]]


@dataclass(frozen=True, slots=True)
class Peeling:
    """What is taken away: tags and marks of Markdown (else they stay as text), what they hide, escapes of programs."""

    marks: bool = True
    hidden: bool = True
    escapes: bool = False


def peeled(folded: Folded, how: Peeling) -> tuple[Folded, bool]:
    """The text without what is not shown, and whether it came to rest."""
    steps = list(_steps(how))
    for _ in range(MAX_ROUNDS):
        before = folded.text
        for trigger, pattern, edits in steps:
            if trigger in folded.text:
                folded = _edited(folded, pattern, edits)
        if folded.text == before:
            return folded, True
    return folded, False


def decimals(folded: Folded) -> Folded:
    """Numbers of characters without their semicolon end where they are typed to end, before other digits are folded."""
    if "&#" not in folded.text:
        return folded
    return _edited(folded, _PLAIN_NUMBER, lambda found: [(found.start(), found.end(), _numbered(found[0][2:].lower()))])


def hides(text: str) -> bool:
    """Whether folded text may have comments or elements that are not shown."""
    return bool(_HIDING.search(text))


def has_escapes(text: str) -> bool:
    """Whether folded text has escapes of programs or addresses."""
    return bool(_ESCAPED.search(text))


def _steps(how: Peeling) -> Iterator[tuple[str, re.Pattern[str], Edits]]:
    yield "\x1b", _TERMINAL, _gone
    yield "&", _AMPERSANDS, lambda found: _put(found, "&")
    yield "&", _ENTITY, _entity
    if how.escapes:
        yield "", _BYTES, _bytes
        yield "", _UNICODE, _code
        yield "\\", _LINE_CODE, _line_code
        yield "\\", _CSS_CODE, _code
        yield "", _SURROGATES, _pair
    yield "star", _STAR_WORD, lambda found: _put(found, STAR)
    yield "\\ding", _DRAWN_STAR, lambda found: _put(found, STAR)
    yield "{color", _COLOUR, _gone
    yield "\\", _LATEX, _gone
    if not how.marks:
        return
    if how.hidden:
        yield "<style", _STYLE, _style
        yield "<", _UNSEEN, _gone
    else:
        yield "-", _COMMENT_SIGN, lambda found: _put(found, "\n")
    yield "]", _LINK, _inner("words")
    yield "<", _TURNED, _turned
    yield "<", _TAG, _tag
    yield "]]>", _TAG, _tag
    yield f"/{WEAK_STAR}", _CSS_COMMENT, _gone
    yield "[", _BOARD_CODE, _gone
    yield "]:", _DEFINITION, _gone
    yield "\\", _BACKSLASH, _gone
    yield "", _EMPHASIS, _inner("inner")


def _edited(folded: Folded, pattern: re.Pattern[str], edits_of: Edits) -> Folded:
    edits = [edit for found in pattern.finditer(folded.text) for edit in edits_of(found)]
    return folded.replaced(edits) if edits else folded


def _put(found: re.Match[str], text: str) -> list[Edit]:
    return [] if found[0] == text else [(found.start(), found.end(), text)]


def _gone(found: re.Match[str]) -> list[Edit]:
    return [(found.start(), found.end(), "")]


def _inner(name: str) -> Edits:
    return lambda found: [(found.start(), found.start(name), ""), (found.end(name), found.end(), "")]


def _tag(found: re.Match[str]) -> list[Edit]:
    if "bidi-override" in found[0] and "rtl" in found[0]:
        return _put(found, _TURN)
    if _BLOCK_TAG.match(found[0]):
        return _put(found, "\n")
    return _put(found, "\t" if _CELL_TAG.match(found[0]) else "")


def _turned(found: re.Match[str]) -> list[Edit]:
    """An element that turns its text becomes the marks that do."""
    if found["name"] is None:
        return _put(found, _TURN_END if found[0].startswith("</") else _TURN)
    start, end = found.span("words")
    return [(found.start(), start, _TURN), (end, found.end(), _TURN_END)]


def _style(found: re.Match[str]) -> list[Edit]:
    return _put(found, _shown("".join(one or other for one, other in _CONTENT.findall(found["rules"]))))


def _entity(found: re.Match[str]) -> list[Edit]:
    name = found[0][1:].rstrip(";")
    if name.startswith("#"):
        return _put(found, _shown(_numbered(name[1:])))
    if name in ENTITIES:
        return _put(found, _shown(ENTITIES[name]))
    for length in range(len(name) - 1, 1, -1):
        if name[:length] in BARE_ENTITIES:
            return [(found.start(), found.start() + 1 + length, _shown(ENTITIES[name[:length]]))]
    return []


def _line_code(found: re.Match[str]) -> list[Edit]:
    return _put(found, {"t": "\t", "n": "\n", "r": "\n", "f": "\n", "v": "\n"}.get(found[0][-1], ""))


def _code(found: re.Match[str]) -> list[Edit]:
    return _put(found, _shown(_character(next(filter(None, found.groups())), 16)))


def _pair(found: re.Match[str]) -> list[Edit]:
    return _put(found, _shown(found[0].encode("utf-16", "surrogatepass").decode("utf-16")))


def _bytes(found: re.Match[str]) -> list[Edit]:
    """Bytes of UTF-8, or of GB18030 where they cannot be UTF-8; bytes of neither stay as they are written."""
    plain = re.sub(r"%(?:25)+", "%", found[0])
    if plain.startswith("\\") and "x" not in plain:
        data = bytes(int(one, 8) & 0xFF for one in re.findall(r"[0-7]{3}", plain))
    else:
        data = unquote_to_bytes(re.sub(r"\\{1,2}x|=", "%", plain))
    for name in ("utf-8", "gb18030"):
        try:
            return _put(found, _shown(data.decode(name)))
        except UnicodeDecodeError:
            continue
    return []


def _numbered(number: str) -> str:
    return _character(number[1:], 16) if number.startswith("x") else _character(number, 10)


def _character(digits: str, base: int) -> str:
    code = int(digits, base)
    return chr(code) if 0 < code <= sys.maxunicode else ""


def _shown(text: str) -> str:
    """What is put in is seen like everything else; half of a pair waits for its other half."""
    if any("\ud800" <= one <= "\udfff" for one in text):
        return text
    return fold_characters(Folded(text, range(len(text)), range(len(text)))).text
