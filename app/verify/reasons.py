"""Reasons of the verifier itself; those of certificates, messages and seals stand beside their checks in crypto/.

- A FileReason says why a file could not be verified: nothing is said about whether it is genuine (exit code 2).
- Every other failed finding says that something checked does not hold (exit code 1).
"""

from crypto.findings import Reason


class FileReason(Reason):
    """Why nothing, or not all, could be verified."""

    MISSING = "file.missing"
    UNREADABLE = "file.unreadable"
    LOOP = "file.loop"
    SPECIAL = "file.special"  # a device, a pipe, a socket
    EMPTY = "file.empty"
    TOO_LARGE = "file.too_large"
    TOO_MANY = "file.too_many"
    UNKNOWN = "file.unknown"
    SECRET = "file.secret"  # noqa: S105 - the name of a reason
    FORMAT = "file.format"  # known by its first bytes, and then not what its standard says
    ENCRYPTED = "file.encrypted"
    NO_CONTENT = "file.no_content"  # a detached signature without --content
    NO_HEADS = "file.no_heads"  # a journal without signed heads: its chain alone proves nothing
    NO_KEY = "file.no_key"  # a head without the public key it is to be held against
    NEWER = "file.newer"  # written by a later version of this product
    TIME = "file.time"
    MEMORY = "file.memory"
    BROKEN_OFF = "file.broken_off"  # the checking process died: damage deep in a library


class ListReason(Reason):
    """A revocation list by itself."""

    ISSUER = "list.issuer"
    SIGNATURE = "list.signature"
    COMPLETE = "list.complete"
    FRESH = "list.fresh"


class RequestReason(Reason):
    """A certificate request."""

    SIGNATURE = "request.signature"
    NAME = "request.name"


class JournalReason(Reason):
    """The journal's chain and its signed heads (kernel/journal.py)."""

    CHAIN = "journal.chain"
    GAP = "journal.gap"
    ALTERED = "journal.altered"
    REWRITTEN = "journal.rewritten"
    MISSING_TAIL = "journal.missing_tail"
    HEADS = "journal.heads"
    HEAD = "journal.head"
    TAIL = "journal.tail"
    KEY = "journal.key"


class SignOffReason(Reason):
    """A sign-off of a device (crypto/devices/evidence.py)."""

    SIGNATURE = "sign_off.signature"
    HOLDER = "sign_off.holder"


class PackageReason(Reason):
    """An archive package (archive/verify.py)."""

    FILES = "package.files"
    MISSING = "package.missing"
    EXTRA = "package.extra"
    ALTERED = "package.altered"
    SWAPPED = "package.swapped"
    JOURNAL = "package.journal"
    TREE = "package.tree"
    SIGNATURE = "package.signature"
    HEAD = "package.head"
    CONTAINER = "package.container"
    KEY = "package.key"


class SecondReason(Reason):
    """What the second engine says (--second-opinion)."""

    AGREES = "second.agrees"
    SKIPPED = "second.skipped"
    DIFFERS = "second.differs"
