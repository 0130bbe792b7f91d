"""Whether a stored device signature is what its row says it is: offline, from the row alone."""

from collections.abc import Mapping
from typing import Any

from crypto.certificates.certificate import Certificate
from crypto.devices.statements import fields
from crypto.errors import BadCertificate, BadEncoding, BadKey, BadSignature


def signed_by_device(row: Mapping[str, Any]) -> bool:
    """Whether a device signed; else the session alone stands for it."""
    return row["signature"] is not None


def genuine(row: Mapping[str, Any]) -> bool:
    """Whether the device's signature holds over the statement, and the statement is about this very sign-off."""
    said = fields(bytes(row["statement"]))
    about = {
        "purpose": "sign-off", "record": str(row["submission"]), "version": str(row["version"]),
        "digest": bytes(row["digest"]).hex(), "capacity": row["capacity"],
    }  # fmt: skip
    if any(said.get(name) != value for name, value in about.items()):
        return False
    try:
        Certificate(bytes(row["certificate"])).key.verify(bytes(row["statement"]), bytes(row["signature"]))
    except (BadSignature, BadEncoding, BadKey, BadCertificate):
        return False
    return True
