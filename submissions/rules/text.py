"""What can be said about a text while it is written, and what exactly is signed.

- Length is counted by the rule of typeset/reading.py.
- Missing facts and a wrong length are hints to the writer; they never stop a submission (办法 第十三条, 附件).
- A sign-off holds for exact bytes: title, body, and name and digest of every attachment in order.
"""

import re
import struct
from collections.abc import Iterable, Mapping

from crypto import sm3
from submissions.rules.records import Genre, Hint
from typeset.reading import length

LONGEST_TITLE, LONGEST_BODY, LONGEST_LINE, LONGEST_NOTE, LONGEST_CODE = 120, 50_000, 200, 5_000, 40
LONGEST_PASSAGE = 500
LIMITS = {
    "title": LONGEST_TITLE, "body": LONGEST_BODY, "source": LONGEST_LINE, "contact": LONGEST_LINE,
    "note": LONGEST_NOTE, "passage": LONGEST_PASSAGE, "code": LONGEST_CODE,
}  # fmt: skip

_TIME = re.compile(
    r"[0-9一二三四五六七八九十]+\s*[年月日号时]|季度|[上下]半年|[今去]年|年[初末底]|月[初末底]|日前|近日|[昨今当]日"
)
_PLACE = re.compile(r"[\u4e00-\u9fff](?:省|市|县|区|州|盟|旗|镇|乡|村|辖区|全国|全省|全市|全辖|路|港)")
_SOURCE = re.compile(
    r"来源|统计|口径|报送|报告|监测|调查|调研|显示|公布|通报|[\u4e00-\u9fff]{2}(?:局|公司|协会|委员会|银行|中心)"
)
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-－ ]?)?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
_VAGUE = re.compile(
    r"(?:有关|相关|某|某些|部分|个别)(?:公司|单位|部门|机构|地区|方面)|据了解|大幅|明显(?:上升|下降|增长|改善)"
)
_CARRIER = re.compile(r"第\s*[0-9一二三四五六七八九十〇]+\s*期")
_HEAD_CHARACTERS = 120


def digest(title: str, body: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """SM3 of exactly what a signer signs: version byte, then every part led by its length (4 bytes, big-endian)."""
    parts = [title.encode(), body.encode()]
    for name, content in files:
        parts += (name.encode(), content)
    return sm3.hash(b"\x01" + b"".join(struct.pack(">I", len(part)) + part for part in parts))


def hints(title: str, body: str, genre: Genre | None, source: str = "", contact: str = "") -> list[Hint]:
    """What a careful editor would ask about, in the order it should be read."""
    found = list(_lengths(body, genre))
    if not title.strip():
        found.append(Hint("hint.no_title"))
    text = f"{title}\n{body}"
    if body.strip():
        missing = (
            ("hint.no_time", _TIME.search(text)),
            ("hint.no_place", _PLACE.search(text)),
            ("hint.no_source", source.strip() or _SOURCE.search(text)),
            ("hint.no_contact", contact.strip() or _PHONE.search(text)),
        )
        found += [Hint(code) for code, present in missing if not present]
        found += [Hint("hint.vague", at[0], at.start(), at.end()) for at in _first_of_each(_VAGUE, body)]
    if at := _CARRIER.search(body[:_HEAD_CHARACTERS]):
        found.append(Hint("hint.carrier", at[0], at.start(), at.end()))
    return found


def wrong_text(title: str, body: str, source: str, contact: str) -> dict[str, str]:
    """Field -> code of what is wrong with a text before it may be kept."""
    empty = {} if title.strip() else {"title": "required"}
    return too_long({"title": title, "body": body, "source": source, "contact": contact}) | empty


def stands_in(passage: str, *texts: str) -> bool:
    """Whether a sentence stands in one of the texts; blanks and line ends do not count."""
    wanted = "".join(passage.split())
    return any(wanted in "".join(text.split()) for text in texts)


def too_long(text: Mapping[str, str]) -> dict[str, str]:
    """Field -> code for every text that is longer than can be kept."""
    return {name: "too_long" for name, words in text.items() if len(words) > LIMITS[name]}


def _lengths(body: str, genre: Genre | None) -> Iterable[Hint]:
    chars = length(body)
    if genre is None or not chars:
        return
    if genre.least and chars < genre.least:
        yield Hint("hint.too_short", least=genre.least, most=genre.most, chars=chars)
    elif genre.most and chars > genre.most:
        yield Hint("hint.too_long", least=genre.least, most=genre.most, chars=chars)


def _first_of_each(pattern: re.Pattern[str], text: str, most: int = 6) -> list[re.Match[str]]:
    seen: dict[str, re.Match[str]] = {}
    for match in pattern.finditer(text):
        seen.setdefault(match[0], match)
    return list(seen.values())[:most]
