"""Places of a Rich Text file (RTF 1.9) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker


def escaped(words: str) -> str:
    """Every character as \\u with a question mark for readers without Unicode."""
    units = words.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{code}?" for code in codes)


def bytewise(words: str) -> str:
    """GBK as \\'hh."""
    return "".join(f"\\'{byte:02x}" for byte in words.encode("gbk"))


def rich(body: str = "", head: str = "") -> bytes:
    fonts = r"{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}}{\colortbl;\red255\green255\blue255;}"
    return rf"{{\rtf1\ansi\ansicpg936\deff0{fonts}{head}\f0\fs32 {body}\par {escaped(ORDINARY)}\par}}".encode("ascii")


def _runs(words: str) -> str:
    return "".join(rf"{{\b {escaped(each)}}}" for each in words)


PLACES: dict[str, Maker] = {
    "unicode": lambda t: rich(escaped(t)),
    "gbk bytes": lambda t: rich(bytewise(t)),
    "split runs": lambda t: rich(_runs(t)),
    "without substitutes": lambda t: rich(r"{\uc0 " + escaped(t).replace("?", " ") + "}"),
    "header": lambda t: rich(head=rf"{{\header \pard {escaped(t)}\par}}"),
    "first page's footer": lambda t: rich(head=rf"{{\footerf \pard {escaped(t)}\par}}"),
    "title": lambda t: rich(head=rf"{{\info{{\title {escaped(t)}}}}}"),
    "document comment": lambda t: rich(head=rf"{{\info{{\*\doccomm {bytewise(t)}}}}}"),
    "annotation": lambda t: rich(rf"{{\*\atnid x}}{{\*\annotation \pard {escaped(t)}\par}}"),
    "footnote": lambda t: rich(rf"{{\footnote \pard {escaped(t)}}}"),
    "hidden text": lambda t: rich(rf"{{\v {escaped(t)}}}"),
    "white text": lambda t: rich(rf"{{\cf1 {escaped(t)}}}"),
    "one point": lambda t: rich(rf"{{\fs2 {bytewise(t)}}}"),
    "tracked deletion": lambda t: rich(rf"{{\deleted {escaped(t)}}}"),
    "shape": lambda t: rich(rf"{{\shp{{\*\shpinst{{\shptxt \pard {escaped(t)}\par}}}}}}"),
    "shape property": lambda t: rich(rf"{{\shp{{\*\shpinst{{\sp{{\sn wzDescription}}{{\sv {escaped(t)}}}}}}}}}"),
    "field": lambda t: rich(rf"{{\field{{\*\fldinst QUOTE {escaped(t)}}}{{\fldrslt x}}}}"),
    "unknown destination": lambda t: rich(rf"{{\*\zxunknown {escaped(t)}}}"),
    "list text": lambda t: rich(rf"{{\listtext {escaped(t)}\tab}}"),
    "table cell": lambda t: rich(rf"\trowd\cellx5000\cellx9000 {escaped('备注')}\cell {escaped(t)}\cell\row"),
}
