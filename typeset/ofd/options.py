"""What an OFD carries beside its pages, and for what it is written.

- `ofd` is for reading and exchange, `ofd-a` for keeping (GB/T 42133): that one carries no permissions.
- Permissions are a request to reader programs (GB/T 33190, 7.5 CT_Permission), no protection.
"""

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """The two kinds of package."""

    EXCHANGE = "ofd"
    ARCHIVE = "ofd-a"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with the document."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a reader program may let people do. `printing`: how many copies; None is any number, 0 is none."""

    printing: int | None = None
    editing: bool = False
    annotating: bool = False
    exporting: bool = True
    signing: bool = True
    watermarking: bool = True
    screenshots: bool = True


@dataclass(frozen=True, slots=True)
class Options:
    """How a package is written. `facts` are names with their words for CustomDatas."""

    profile: Profile | str = Profile.EXCHANGE
    attachments: tuple[Attachment, ...] = ()
    permissions: Permissions | None = None
    outline: bool = True
    tags: bool = True
    keywords: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.archive and self.permissions is not None:
            raise ValueError("a package for keeping has no permissions (GB/T 42133)")

    @property
    def archive(self) -> bool:
        """Whether it is written for keeping."""
        return Profile(self.profile) is Profile.ARCHIVE
