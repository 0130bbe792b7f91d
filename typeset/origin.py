"""What an export carries of where it came from, and what can be said of it when it comes back.

- A stamp is the digest of what was approved, and a tag: HMAC-SM3 under the installation's key over that digest and the
  words that an import of the file gives.
- `changed` is false only when the tag fits the words that were just read, under this installation's key. It proves: these
  words, in this order, left this installation with this digest. Without the key, with another one, with a digest or a tag
  written by hand, everything reads as changed. It does not cover pictures, styles, headers and what no import takes over.
- Blanks and invisible characters are not counted: an office program may set them anew.
"""

import hmac
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.minidom import parseString

from crypto import sm3
from typeset.extract import drawn

DIGEST: Final = "zhengxun-digest"
TAG: Final = "zhengxun-tag"
PROPERTIES: Final = "docProps/custom.xml"
PURPOSE: Final = "export"  # what the installation's key is derived for
_VERSION = "1:"
_PURPOSE = b"zhengxun export 1\0"
_MOST_BYTES = 1 << 16
_HTML_HEAD = re.compile(
    rf'\A<!DOCTYPE html>.{{0,4000}}?<meta name="{DIGEST}" content="([0-9a-f]{{1,128}})">', re.DOTALL
)
_HTML_TAG = re.compile(rf'<meta name="{TAG}" content="([0-9a-f:]{{1,80}})">')


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file says of its origin."""

    digest: str
    tag: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an imported text came from. `changed`: its words cannot be shown to be those that were exported."""

    digest: str
    changed: bool


def stamped(digest: str, words: str, key: bytes) -> Stamp:
    """The stamp for a file whose import gives `words`."""
    return Stamp(digest, _tag(digest, words, key))


def judged(stamp: Stamp | None, words: str, key: bytes) -> Origin | None:
    """What a stamp is worth for the words that were read; None for a file that is no export."""
    if stamp is None:
        return None
    same = bool(key) and hmac.compare_digest(_tag(stamp.digest, words, key), stamp.tag)
    return Origin(stamp.digest, changed=not same)


def stamp_of(data: bytes) -> Stamp | None:
    """The stamp of a docx or HTML file; None when it carries none."""
    return _docx_stamp(data) if data.startswith(b"PK\x03\x04") else html_stamp(data)


def html_stamp(data: bytes) -> Stamp | None:
    """The stamp of an HTML file of ours."""
    head = data[: _MOST_BYTES // 8].decode("utf-8", "replace")
    digest, tag = _HTML_HEAD.match(head), _HTML_TAG.search(head)
    return Stamp(digest[1], tag[1] if tag else "") if digest else None


def _docx_stamp(data: bytes) -> Stamp | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PROPERTIES) as part:
            body = part.read(_MOST_BYTES)
        document = parseString(body, forbid_dtd=True)
    except (KeyError, zipfile.BadZipFile, zlib.error, ExpatError, DefusedXmlException, OSError, EOFError):
        return None
    except (RuntimeError, NotImplementedError):  # encrypted, or packed in a way nobody knows
        return None
    said: dict[str, str] = {}
    for one in document.getElementsByTagName("property"):
        texts = one.getElementsByTagName("vt:lpwstr")
        said[one.getAttribute("name")] = "".join(node.data for text in texts for node in text.childNodes)
    document.unlink()
    return Stamp(said[DIGEST], said.get(TAG, "")) if said.get(DIGEST) else None


def _tag(digest: str, words: str, key: bytes) -> str:
    message = _PURPOSE + digest.encode() + b"\0" + drawn(words).encode("utf-8", "surrogatepass")
    return _VERSION + sm3.hmac(key, message).hex()
