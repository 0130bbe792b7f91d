"""What an official document holds: the elements of GB/T 9704-2012 §7 and §10 as fields.

- Joint issues name the principal office first (主办机关); a letter bears its mark and seal alone.
- 份号 comes with the copy: its room is kept where `numbered`, so that nothing moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from typeset.official.forms import Form, Sealing, Urgency


@dataclass(frozen=True, slots=True)
class Annex:
    """One 附件: its title as 附件说明 names it, its text; `landscape` lies across the page."""

    title: str
    markdown: str
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs by name: the full post (职务), and the name under which the stamp is kept."""

    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of minutes: who was there, who asked leave, who sat in; each entry a unit with its people."""

    present: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    observing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """One document. `offices` issue it, `signatures` are their names at the 署名 where those are shorter.

    `mark` is the whole 发文机关标志 where it is not made of the offices' names. `signers` are the 签发人 of an upward
    document. `duplex` brings the 版记 onto an even page. `classification` is there to be refused.
    """

    form: Form
    offices: tuple[str, ...]
    title: str
    number: str
    addressees: tuple[str, ...]
    markdown: str
    dated: date
    mark: str = ""
    signers: tuple[str, ...] = ()
    urgency: Urgency = Urgency.NONE
    annexes: tuple[Annex, ...] = ()
    signatures: tuple[str, ...] = ()
    sealing: Sealing = Sealing.SEAL
    persons: tuple[Person, ...] = ()
    seal_mm: float = 42.0
    note: str = ""
    carbon: tuple[str, ...] = ()
    issuer: str = ""
    issued: date | None = None
    attendance: Attendance = field(default_factory=Attendance)
    figures: Mapping[str, bytes] = field(default_factory=dict)
    numbered: bool = True
    duplex: bool = False
    classification: str = ""

    @property
    def seal_offices(self) -> tuple[str, ...]:
        """Whose seals the pages keep room for, under these names: marks "seal:<name>"."""
        if self.form is Form.MINUTES or self.sealing is Sealing.NONE:
            return ()
        if self.sealing is Sealing.NAME:
            return tuple(person.name for person in self.persons)
        return self.issuing

    @property
    def issuing(self) -> tuple[str, ...]:
        """The offices whose names stand on the pages: 10.1, a joint letter bears the principal office's alone."""
        return self.offices[:1] if self.form is Form.LETTER else self.offices
