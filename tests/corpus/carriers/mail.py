"""Places of a letter (RFC 5322, MIME) where words can stand."""

import base64
import quopri
from collections.abc import Iterable
from urllib.parse import quote

from tests.corpus.carriers.parts import ORDINARY, Maker, archive, escape
from tests.corpus.carriers.word import para, word

_PLAIN = "text/plain; charset=utf-8"


def encoded(words: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{base64.b64encode(words.encode(charset)).decode()}?="


def piece(body: bytes, kind: str = _PLAIN, headers: Iterable[str] = (), how: str = "base64") -> bytes:
    """One part of a letter, its headers first."""
    spelt = body
    if how == "base64":
        spelt = base64.encodebytes(body)
    elif how == "quoted-printable":
        spelt = quopri.encodestring(body)
    head = "".join(f"{line}\r\n" for line in (f"Content-Type: {kind}", f"Content-Transfer-Encoding: {how}", *headers))
    return head.encode() + b"\r\n" + spelt + b"\r\n"


def letter(*pieces: bytes, headers: Iterable[str] = (), subject: str = "", around: tuple[str, str] = ("", "")) -> bytes:
    """A letter of an ordinary part and `pieces`; `around` stands before the first and behind the last boundary."""
    head = ["From: a@example.invalid", "To: b@example.invalid", "Date: Thu, 01 Jan 2026 00:00:00 +0800", *headers]
    head += [
        f"Subject: {subject or encoded('情况报告')}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="=_x"',
    ]
    body = b"".join(b"--=_x\r\n" + each for each in (piece(ORDINARY.encode()), *pieces))
    before, behind = (f"{words}\r\n".encode() if words else b"" for words in around)
    return "\r\n".join(head).encode() + b"\r\n\r\n" + before + body + b"--=_x--\r\n" + behind


def _simple(kind: str, body: bytes, how: str) -> bytes:
    return b"From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + piece(
        body, kind, how=how
    )


def attached(name: str, body: bytes, kind: str = "application/octet-stream") -> bytes:
    return letter(piece(body, kind, [f'Content-Disposition: attachment; filename="{name}"']))


def _named(words: str) -> bytes:
    said = f"Content-Disposition: attachment; filename*=utf-8''{quote(words)}.txt"
    return letter(piece(ORDINARY.encode(), headers=[said]))


def _continued(words: str) -> bytes:
    pieces = "".join(
        f";\r\n filename*{at}*={quote(each) if at else chr(117) + 'tf-8' + 2 * chr(39) + quote(each)}"
        for at, each in enumerate(words)
    )
    return letter(piece(ORDINARY.encode(), headers=[f"Content-Disposition: attachment{pieces}"]))


def _folded(words: str) -> str:
    return "\r\n ".join(map(encoded, words))


PLACES: dict[str, Maker] = {
    "subject": lambda t: letter(subject=encoded(t)),
    "subject in gb18030": lambda t: letter(subject=encoded(t, "gb18030")),
    "subject a word a character": lambda t: letter(subject=_folded(t)),
    "subject quoted-printable": lambda t: letter(
        subject="=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in t.encode()) + "?="
    ),
    "raw subject": lambda t: letter(subject=t),
    "sender's name": lambda t: letter(headers=[f"Reply-To: {encoded(t)} <c@example.invalid>"]),
    "own header": lambda t: letter(headers=[f"X-Level: {encoded(t)}"]),
    "keywords": lambda t: letter(headers=[f"Keywords: {encoded(t)}"]),
    "plain base64": lambda t: letter(piece(t.encode())),
    "plain quoted-printable": lambda t: letter(piece(t.encode(), how="quoted-printable")),
    "plain 8bit": lambda t: letter(piece(t.encode(), how="8bit")),
    "plain gb18030": lambda t: _simple("text/plain; charset=gb18030", f"{ORDINARY}\r\n{t}".encode("gb18030"), "base64"),
    "plain gb2312 named, gbk meant": lambda t: _simple(
        "text/plain; charset=gb2312", f"{ORDINARY}\r\n{t}".encode("gbk"), "8bit"
    ),
    "plain utf-16": lambda t: letter(piece(t.encode("utf-16"), "text/plain; charset=utf-16")),
    "no charset": lambda t: _simple("text/plain", f"{ORDINARY}\r\n{t}".encode(), "8bit"),
    "web part": lambda t: letter(piece(f"<p>{escape(t)}</p>".encode(), "text/html; charset=utf-8")),
    "web part, hidden": lambda t: letter(
        piece(f"<div style='display:none'>{escape(t)}</div>".encode(), "text/html; charset=utf-8")
    ),
    "attached text": lambda t: attached("a.txt", t.encode("gb18030")),
    "attached document": lambda t: attached("a.docx", word(para(t))),
    "attached archive": lambda t: attached("a.zip", archive({"a.txt": t})),
    "attachment's name": _named,
    "attachment's name in pieces": _continued,
    "attachment's name, encoded word": lambda t: attached(encoded(t) + ".txt", ORDINARY.encode(), _PLAIN),
    "forwarded letter": lambda t: letter(piece(letter(subject=encoded(t)), "message/rfc822", how="8bit")),
    "letter in a letter's attachment": lambda t: attached("a.eml", letter(piece(t.encode()))),
    "preamble": lambda t: letter(around=(t, "")),
    "epilogue": lambda t: letter(around=("", t)),
    "description": lambda t: letter(piece(ORDINARY.encode(), headers=[f"Content-Description: {encoded(t)}"])),
    "calendar": lambda t: letter(
        piece(
            f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{t}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
            "text/calendar; charset=utf-8",
        )
    ),
}
