"""The gate as a proof: text and files that passed it, and nothing else, can be stored.

- Only clear() makes a Cleared; commands that store text take one, so unscanned text cannot reach a disk.
- A marking stops everything. What has to be looked at by a person passes only when it can be released by two people and
  is declared now (`declared`) or was answered for before (`answered`); it goes along as a Hold.
- A declaration names the Holds it is for by their digests: nothing that was not shown can be declared.
- A Hold's digest is SM3 over why it is held, what kind of thing it is, and the thing: the whole lines of a text without
  their blanks; a file's name with its content; the whole file. What could not be read, or hides in markup, counts as a
  whole. Another file, other words, another place or another reason are another Hold.
- clear() is pure and slow (files are opened): edges run it in a thread, before any transaction.
  Raises GateBusy when too much is being examined already.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import InitVar, dataclass, field

from crypto import sm3
from marking.child import pool
from marking.doubts import NESTED
from marking.errors import Held, MarkingFound
from marking.rulebook import Rulebook, current
from marking.verdict import WHOLE, Decision, Part, Place, Unreadable, Verdict

_PROOF = object()
_FORMAT = b"\x02"


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
        return code(self.rule, self.reason)

    @property
    def releasable(self) -> bool:
        """Whether two people may answer for it."""
        return self.reason is None or self.reason.releasable


@dataclass(frozen=True, slots=True)
class Cleared:
    """Texts by place (title, body, note …) and files that passed the gate together, and what is held of them.

    `declared`: digests of the holds that were declared with this; `rules`: the rule set that let it pass.
    """

    parts: dict[str, str] = field(repr=False)
    files: tuple[ClearedFile, ...] = ()
    holds: tuple[Hold, ...] = ()
    declared: frozenset[bytes] = frozenset()
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
    declared: Collection[bytes] = (),
    answered: Collection[bytes] = (),
) -> Cleared:
    """What may be stored. Raises MarkingFound or Held (marking.errors); then nothing may be.

    `declared`: digests of the Holds that somebody answers for now; `answered`: of those that somebody answered for
    before, in the same record or in what it is made from.
    """
    book = book or current()
    kept = tuple(ClearedFile(name, data, sm3.hash(data)) for name, data in files)
    in_texts = pool.examine(parts, (), book)
    in_files = [(file, pool.examined(file.name, file.data, book).verdicts) for file in kept]
    verdicts = (*in_texts, *(verdict for _, found in in_files for verdict in found))
    if any(verdict.decision is Decision.REFUSE for verdict in verdicts):
        raise MarkingFound(verdicts)
    holds = [_of_text(found, parts[found.where]) for found in in_texts]
    holds += [_of_file(found, file) for file, in_file in in_files for found in in_file]
    if not all(hold.releasable and (hold.digest in declared or hold.digest in answered) for hold in holds):
        raise Held(verdicts, tuple(hold.digest for hold in holds))
    kinds = {(hold.where, hold.digest): hold for hold in reversed(holds)}  # the first of each
    now = frozenset(hold.digest for hold in holds if hold.digest in declared)
    return Cleared(dict(parts), kept, tuple(reversed(kinds.values())), now, book.version, _PROOF)


def quotation(found: Verdict, text: str) -> bytes:
    """The digest of the Hold that a finding in a text is: so that a page can show which words a hold means."""
    whole = found.reason is not None or found.rule == NESTED
    return _digest("text", found, text.strip().encode() if whole else passage(text, found.start, found.end))


def passage(text: str, start: int, end: int) -> bytes:
    """The lines a range touches, as they are read: compatibility forms folded, blanks and marks left out."""
    until = text.find("\n", end)
    lines = text[text.rfind("\n", 0, start) + 1 : until if until >= 0 else len(text)].split("\n")
    return "\n".join(_read(line) for line in lines).encode()


def _read(line: str) -> str:
    seen = unicodedata.normalize("NFKC", line)
    return "".join(one for one in seen if unicodedata.category(one)[0] not in "CMZ")


def _of_text(found: Verdict, text: str) -> Hold:
    return Hold(found.where, WHOLE, found.rule, found.reason, quotation(found, text))


def _of_file(found: Verdict, file: ClearedFile) -> Hold:
    """What is held of a file's name is bound to the file as well: neither answers for another one."""
    if found.place == Place(Part.FILE_NAME):
        digest = _digest("name", found, file.name.encode("utf-8", "surrogatepass"), file.digest)
    else:
        digest = _digest("file", found, file.digest)
    return Hold(file.name, found.place, found.rule, found.reason, digest, file.digest)


def _digest(kind: str, found: Verdict, *things: bytes) -> bytes:
    said = (kind.encode(), code(found.rule, found.reason).encode(), *things)
    return sm3.hash(_FORMAT + b"".join(len(one).to_bytes(4, "big") + one for one in said))


def code(rule: str, reason: Unreadable | None) -> str:
    """What a finding is filed under."""
    return rule or f"unreadable:{reason}"
