"""Why typesetting or importing refused; the sentences stand in templates/messages.toml."""

from collections.abc import Sequence

from kernel.errors import Refusal


class MissingGlyphs(Refusal):
    """No font of the deployment has these characters; `characters` names them with their code points."""

    code = "missing_glyphs"
    status = 422

    def __init__(self, characters: str) -> None:
        super().__init__(codes=" ".join(map(_shown, characters)))
        self.characters = characters


def _shown(one: str) -> str:
    """The character itself, where it is one to look at, and its code point."""
    code = f"U+{ord(one):04X}"
    return f"{one}({code})" if one.isprintable() else code


class NotTypeset(Refusal):
    """The engine could not lay the document out; `reason` is its own message, for the operator."""

    code = "not_typeset"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class TableTooWide(Refusal):
    """A table has more columns than an upright page can hold side by side."""

    code = "table_too_wide"
    status = 422

    def __init__(self, columns: int, most: int) -> None:
        super().__init__(columns=columns, most=most)


class MastheadInvalid(Refusal):
    """A kind's masthead row has an unknown key, an unknown word, or a measure no page can hold; `reason` names it."""

    code = "masthead_invalid"
    status = 422

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(kind=kind, reason=reason)


class NotImportable(Refusal):
    """The file cannot be taken as text: unknown encoding, damaged, too large, or with foreign entities."""

    code = "not_importable"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class FontsMissing(Refusal):
    """A role of the page has no font at all."""

    code = "fonts_missing"
    status = 503

    def __init__(self, roles: Sequence[str]) -> None:
        super().__init__(roles=", ".join(roles))


class FontFolderUnusable(Refusal):
    """The deployment's folder of faces is not there, or holds no face of any role."""

    code = "font_folder_unusable"
    status = 503

    def __init__(self, path: str) -> None:
        super().__init__(path=path)


class NoCopyCode(Refusal):
    """What was typed or scanned has not the form of a copy's code."""

    code = "no_copy_code"
    status = 422


class CopyCodeForged(Refusal):
    """It has the form of a code, and its check does not fit: misread, or never written by this house."""

    code = "copy_code_forged"
    status = 422


class NotConverted(Refusal):
    """A page has something no OFD of ours can show alike; `reason` names it, for the operator."""

    code = "not_converted"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class TextTooLong(Refusal):
    """A text is longer than any document can print."""

    code = "text_too_long"
    status = 422

    def __init__(self, length: int, most: int) -> None:
        super().__init__(length=length, most=most)


class TooManyParts(Refusal):
    """A text has more paragraphs, cells and changes of face than a document can print."""

    code = "too_many_parts"
    status = 422

    def __init__(self, parts: int, most: int) -> None:
        super().__init__(parts=parts, most=most)


class TooManyNotes(Refusal):
    """A text has more footnotes than a document can print."""

    code = "too_many_notes"
    status = 422

    def __init__(self, notes: int, most: int) -> None:
        super().__init__(notes=notes, most=most)


class FigureMissing(Refusal):
    """The text shows a figure the document has not; `name` is what the text calls it."""

    code = "figure_missing"
    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class FigureUnusable(Refusal):
    """A figure is no picture that can be printed: of an unknown kind, damaged, or too large."""

    code = "figure_unusable"
    status = 422

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name=name)
        self.reason = reason


class PressBusy(Refusal):
    """Too many documents are being set at once."""

    code = "press_busy"
    status = 503


class PressLate(Refusal):
    """A document took longer than one may."""

    code = "press_late"
    status = 422


class PressFailed(Refusal):
    """The process that set the document ended before it was done: out of memory, or a fault."""

    code = "press_failed"
    status = 503
