"""The gate as a proof: text and files that passed it, and nothing else, can be stored.

- Only clear() makes a Cleared; commands that store text take one, so unscanned text cannot reach a disk.
- A marking stops everything. What has to be looked at by a person passes only when it can be released by two people and
  is declared now (`declared`) or was answered for before (`answered`); it goes along as a Hold.
- A Hold's digest is SM3 over what was held and why: the whole file, or the passage of a text without its blanks. Another
  file, other words or another reason are another Hold.
- clear() is pure and slow (files are opened): edges run it in a thread, before any transaction.
  Raises GateBusy when too much is being examined already.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass, field

from crypto import sm3
from marking.child import pool
from marking.errors import Held, MarkingFound
from marking.rulebook import Rulebook, current
from marking.verdict import WHOLE, Decision, Part, Place, Unreadable, Verdict

_PROOF = object()
_FORMAT = b"\x01"


@dataclass(frozen=True, slots=True)
class ClearedFile:
    """A file that passed: name, content, SM3 of the content."""

    name: str
    data: bytes = field(repr=False)
    digest: bytes


@dataclass(frozen=True, slots=True)
class Hold:
    """What two people have to answer for. `where`: the form's field or the file's name; `content`: SM3 of that file."""

    where: str = field(repr=False)
    place: Place
    rule: str
    reason: Unreadable | None
    digest: bytes
    content: bytes = b""

    @property
    def code(self) -> str:
        """What it is filed under."""
        return self.rule or f"unreadable:{self.reason}"


@dataclass(frozen=True, slots=True)
class Cleared:
    """Texts by place (title, body, note …) and files that passed the gate together, and what is held of them.

    `rules`: the number of the rule set that let them pass.
    """

    parts: dict[str, str] = field(repr=False)
    files: tuple[ClearedFile, ...] = ()
    holds: tuple[Hold, ...] = ()
    declared: bool = False
    rules: int = 0
    proof: InitVar[object] = None

    def __post_init__(self, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("only marking.cleared.clear() makes a Cleared")

    def text(self, where: str) -> str:
        """The text of a place; empty when it was not given."""
        return self.parts.get(where, "")


def clear(
    parts: Mapping[str, str],
    files: Iterable[tuple[str, bytes]] = (),
    *,
    book: Rulebook | None = None,
    declared: bool = False,
    answered: Collection[bytes] = (),
) -> Cleared:
    """What may be stored. Raises MarkingFound or Held (marking.errors); then nothing may be.

    `answered`: digests of Holds that somebody has declared before, in the same record or in what it is made from.
    """
    book = book or current()
    kept = tuple(ClearedFile(name, data, sm3.hash(data)) for name, data in files)
    in_texts = pool.examine(parts, (), book)
    in_files = [(file, pool.examined(file.name, file.data, book).verdicts) for file in kept]
    verdicts = (*in_texts, *(verdict for _, found in in_files for verdict in found))
    if any(verdict.decision is Decision.REFUSE for verdict in verdicts):
        raise MarkingFound(verdicts)
    holds = [_of_text(found, parts) for found in in_texts]
    holds += [_of_file(found, file) for file, in_file in in_files for found in in_file]
    for hold in holds:
        releasable = hold.reason is None or hold.reason.releasable
        if not releasable or not (declared or hold.digest in answered):
            raise Held(verdicts)
    kinds = {(hold.where, hold.digest): hold for hold in reversed(holds)}  # the first of each
    return Cleared(dict(parts), kept, tuple(reversed(kinds.values())), declared, book.version, _PROOF)


def _of_text(found: Verdict, parts: Mapping[str, str]) -> Hold:
    return Hold(found.where, WHOLE, found.rule, found.reason, _digest(found, parts[found.where].encode()))


def _of_file(found: Verdict, file: ClearedFile) -> Hold:
    """A quotation in the file's name is held as a passage, everything else as the file."""
    named = found.place == Place(Part.FILE_NAME)
    digest = _digest(found, file.digest, as_file=not named)
    return Hold(file.name, found.place, found.rule, found.reason, digest, file.digest)


def _digest(found: Verdict, whole: bytes, *, as_file: bool = False) -> bytes:
    why = (found.rule or f"unreadable:{found.reason}").encode()
    thing = passage(found) if found.rule and not as_file else whole
    return sm3.hash(_FORMAT + len(why).to_bytes(2, "big") + why + thing)


def quotation(found: Verdict) -> bytes:
    """The digest of the Hold that a passage of a text is: so that a page can show which words a hold means."""
    return _digest(found, b"")


def passage(found: Verdict) -> bytes:
    """What was found with the rest of its line, as it is read: compatibility forms folded, blanks and marks left out."""
    line = found.before.rsplit("\n", 1)[-1] + found.words + found.after.split("\n", 1)[0]
    seen = unicodedata.normalize("NFKC", line)
    return "".join(one for one in seen if unicodedata.category(one)[0] not in "CMZ").encode()
