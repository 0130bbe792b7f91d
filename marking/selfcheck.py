"""Whether the scanner sees what it must, asked where a program starts: known markings refused, plain sentences not.

- The markings are asked of the rules in force: whoever changes rules can let none of these through. The sentences are
  asked of the built-in rules, since a house may stop any word of its own.
"""

from marking.rulebook import BUILT_IN, Rulebook
from marking.scan import scan
from marking.verdict import Decision

MARKED = ("机密★5年", "绝密★长期\n关于某项工作的报告", "秘 密 ★ 1 年", "机\u200b密★", "&#26426;密★10年", "機密★二十年")
PLAIN = (
    "关于报送2026年第三季度信息的通知\n各县（市、区）人民政府：",
    "要严格遵守《中华人民共和国保守国家秘密法》，做好保密工作。",
    "该公司以侵犯商业秘密为由提起诉讼，密切关注进展。",
)


class NotSeeing(Exception):
    """The scanner does not answer as it must; `numbers` of the cases, markings first, from 1."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        super().__init__(", ".join(map(str, numbers)))
        self.numbers = numbers


def unseen(book: Rulebook | None = None) -> tuple[str, ...]:
    """The known markings that a book does not refuse; without one, those that the rules in force do not."""
    return tuple(text for text in MARKED if scan(text, book=book).decision is not Decision.REFUSE)


def run(book: Rulebook | None = None) -> int:
    """How many cases were asked, of the rules in force or of `book`. Raises NotSeeing."""
    missed = unseen(book)
    right = [text not in missed for text in MARKED]
    right += [scan(text, book=BUILT_IN).decision is Decision.ALLOW for text in PLAIN]
    if not all(right):
        raise NotSeeing(tuple(number for number, answer in enumerate(right, 1) if not answer))
    return len(right)
