"""Every place of every format, with the marks that are put there.

A clean twin carries ordinary words in the same place: it passes, or is held where its format is always held.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.carriers import archives, mail, ofd, opendocument, pdf, rich, sheets, slides, texts, unusual, word
from tests.corpus.carriers.parts import ORDINARY, Maker

MARKS = (
    "绝密★长期", "绝密★启用前", "绝密＊30年", "机密★20年", "机密★10年", "机密★５年", "机密☆10年", "機密★10年",
    "祕密★5年", "秘密★6个月", "秘密★2031年12月31日", "密级：机密",
)  # fmt: skip
CLEAN = "春耕安排"
FORMATS: dict[str, dict[str, Maker]] = {
    "docx": word.PLACES | unusual.DOCX,
    "xlsx": sheets.PLACES | unusual.XLSX,
    "pptx": slides.PLACES | unusual.PPTX,
    "odt": opendocument.TEXT | unusual.ODT,
    "ods": opendocument.SHEET,
    "odp": opendocument.SHOW,
    "rtf": rich.PLACES | unusual.RTF,
    "pdf": pdf.PLACES | unusual.PDF | {f"typeset {place}": make for place, make in pdf.TYPESET.items()},
    "ofd": ofd.PLACES | unusual.OFD,
    "eml": mail.PLACES | unusual.EML,
    "html": texts.WEB | unusual.HTML,
    "md": texts.MARKDOWN,
    "txt": texts.PLAIN,
    "zip": archives.ZIP | unusual.ZIP,
    "7z": archives.SEVEN,
    "xml": unusual.XML,
    "epub": unusual.EPUB,
    "xps": unusual.XPS,
}
NAMED = {
    "docx": word.word(), "xlsx": sheets.workbook(), "pptx": slides.deck(), "odt": opendocument.text(), "rtf": rich.rich(),
    "pdf": pdf.pdf(), "ofd": ofd.ofd(), "eml": mail.letter(), "html": texts.page(""), "txt": ORDINARY.encode(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carrier:
    """One place: `form` is the file's ending."""

    form: str
    place: str

    @property
    def id(self) -> str:
        return f"{self.form}: {self.place}"

    def file(self, words: str) -> tuple[str, bytes]:
        """Name and content with these words in the place."""
        if self.place == "file name":
            return f"{words} 情况报告.{self.form}", NAMED[self.form]
        return f"情况报告.{self.form}", FORMATS[self.form][self.place](words)


def carriers() -> Iterator[Carrier]:
    for form, places in FORMATS.items():
        yield from (Carrier(form, place) for place in places)
    yield from (Carrier(form, "file name") for form in NAMED)
