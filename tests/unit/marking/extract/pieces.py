"""What the tests of reading ask of the pieces a file gives."""

from marking.extract.parts import Hole, Picture, Piece, Text
from marking.extract.reader import read
from marking.verdict import Part, Unreadable


def pieces(data: bytes) -> list[Piece]:
    return list(read("情况报告", data))


def lines(data: bytes, part: Part | None = None) -> list[str]:
    """Every line of text, of one part of the file when it is named."""
    texts = [piece for piece in pieces(data) if isinstance(piece, Text) and part in {None, piece.place.part}]
    return [line for text in texts for line in text.text.splitlines()]


def holes(data: bytes) -> set[Unreadable]:
    return {piece.reason for piece in pieces(data) if isinstance(piece, Hole)}


def pictures(data: bytes) -> list[Picture]:
    return [piece for piece in pieces(data) if isinstance(piece, Picture)]
