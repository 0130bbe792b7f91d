"""A sign-off of a device as a file of its own: the statement, the signature over it, the signer's certificate.

- JSON on one line, UTF-8: kind, statement (text), certificate (base64 of DER), signature (hexadecimal of DER). Anyone can
  check it without this product; `zhengxun verify` does.
- Read strictly: the statement has to be, byte for byte, what a sign-off of these values is.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from crypto.devices import statements
from crypto.devices.statements import SignOff
from crypto.errors import BadEncoding

FORM = "zhengxun sign-off 1"
_FIELDS = {"kind", "statement", "certificate", "signature"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands in the file. Nothing of it is verified yet."""

    said: SignOff
    statement: bytes
    certificate: bytes
    signature: bytes


def make(statement: bytes, certificate: bytes, signature: bytes) -> bytes:
    """The file. Raises BadEncoding for a statement that is no sign-off."""
    statements.sign_off_of(statement)
    fields = {
        "kind": FORM, "statement": statement.decode(), "certificate": base64.b64encode(certificate).decode(),
        "signature": signature.hex(),
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False).encode()


def read(data: bytes) -> Evidence:
    """What the file says. Raises BadEncoding."""
    try:
        fields = json.loads(data)
        if not isinstance(fields, dict) or set(fields) != _FIELDS or fields["kind"] != FORM:
            raise BadEncoding("fields")
        statement = str(fields["statement"]).encode()
        certificate = base64.b64decode(str(fields["certificate"]), validate=True)
        signature = bytes.fromhex(str(fields["signature"]))
    except (ValueError, binascii.Error) as error:
        raise BadEncoding(type(error).__name__) from None
    return Evidence(statements.sign_off_of(statement), statement, certificate, signature)
