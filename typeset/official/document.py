"""An official document that can be printed."""

from dataclasses import dataclass

from typeset.document import Layout
from typeset.official.laying import laid_out
from typeset.official.values import Annex, Attendance, Content, Person

__all__ = ["Annex", "Attendance", "OfficialDoc", "Person"]


@dataclass(frozen=True, slots=True)
class OfficialDoc(Content):
    """One document of the five forms, with its layout."""

    def layout(self) -> Layout:
        """The document as its template takes it. Raises a Refusal of typeset.official.errors, and TableTooWide."""
        return laid_out(self)
