"""The files a signature adds to an OFD (GB/T 33190-2016 §18): the list of signatures, and what one signature protects.

- Paths are absolute. The list is one form only, made anew from its lines: so it can be compared bit for bit.
- A new signature takes the first free folder beside the list, and a number above all others.
"""

import base64
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from crypto import oids
from crypto.seals import markup
from crypto.seals.documents import Document, Listed
from crypto.seals.placing import Stamp

PROVIDER, VERSION = "zhengxun", "1"
LIST, DESCRIPTION, SEAL_FILE, VALUE = "Signs/Signatures.xml", "Signature.xml", "Seal.esl", "SignedValue.dat"
STAMPS = 1000  # of one signature; its number in front makes their ids unique in the package


@dataclass(frozen=True, slots=True)
class Place:
    """The names of a new signature's files."""

    id: str
    list_path: str
    folder: str

    @property
    def description(self) -> str:
        return f"{self.folder}/{DESCRIPTION}"

    @property
    def seal(self) -> str:
        return f"{self.folder}/{SEAL_FILE}"

    @property
    def value(self) -> str:
        return f"{self.folder}/{VALUE}"


def place(document: Document) -> Place:
    """Where the next signature of a document goes."""
    path = document.list_path or posixpath.join(posixpath.dirname(document.roots[0]), LIST)
    base = posixpath.join(posixpath.dirname(path), "Sign_")
    taken = {each.casefold() for each in document.package.names}
    number = 0
    while any(each.startswith(f"{base}{number}/".casefold()) for each in taken):
        number += 1
    return Place(str(highest(document.listed) + 1), path, f"{base}{number}")


def highest(lines: Iterable[Listed]) -> int:
    """The largest number among the ids, which vendors write bare or behind letters."""
    return max((int("0" + "".join(re.findall(r"[0-9]{1,9}$", each.id))) for each in lines), default=0)


def announced(ofd: bytes, list_path: str) -> bytes:
    """OFD.xml with the element that names the list; every other byte stays. Raises BadDocument."""
    return markup.with_last_child(ofd, "DocBody", "Signatures", f"/{list_path}")


def listed(lines: tuple[Listed, ...]) -> bytes:
    """Signatures.xml."""
    root = markup.make("Signatures")
    root.append(markup.make("MaxSignId", str(highest(lines))))
    root.extend(markup.make("Signature", ID=each.id, Type=each.kind, BaseLoc=f"/{each.path}") for each in lines)
    return markup.document(root)


def described(place: Place, digests: Mapping[str, bytes], stamps: tuple[Stamp, ...], when: str) -> bytes:
    """Signature.xml. `digests`: SM3 of every protected file."""
    references = markup.make("References", CheckMethod=oids.SM3.dotted_string)
    for name, digest in sorted(digests.items()):
        reference = markup.make("Reference", FileRef=f"/{name}")
        reference.append(markup.make("CheckValue", base64.b64encode(digest).decode()))
        references.append(reference)
    seal = markup.make("Seal")
    seal.append(markup.make("BaseLoc", f"/{place.seal}"))
    info = markup.make("SignedInfo")
    info.extend(
        (
            markup.make("Provider", ProviderName=PROVIDER, Version=VERSION, Company=PROVIDER),
            markup.make("SignatureMethod", oids.SM2_WITH_SM3.dotted_string),
            markup.make("SignatureDateTime", when),
            references,
            *(_stamp(int(place.id) * STAMPS + number, each) for number, each in enumerate(stamps)),
            seal,
        )
    )
    root = markup.make("Signature")
    root.extend((info, markup.make("SignedValue", f"/{place.value}")))
    return markup.document(root)


def _stamp(number: int, stamp: Stamp) -> Element:
    made = markup.make("StampAnnot", ID=str(number), PageRef=stamp.page, Boundary=str(stamp.box))
    if stamp.clip is not None:
        made.set("Clip", str(stamp.clip))
    return made
