"""EncryptedData (GM/T 0010 §11): content under a key both sides have already; read only, we never agree on such keys."""

from crypto import oids
from crypto.devices.content import deciphered
from crypto.errors import BadMessage
from crypto.messages import enveloped, shape
from crypto.messages.reasons import MessageReason
from crypto.messages.structures import VERSION, EncryptedMessage, part, require_data, require_version, type_of


def open(data: bytes, key: bytes) -> bytes:
    """The unverified content of a message in DER or PEM. Raises BadMessage, BadCiphertext."""
    der = shape.load(data)
    kind = type_of(der)
    if kind != oids.ENCRYPTED_DATA:
        raise BadMessage(MessageReason.TYPE, kind.dotted_string)
    body = part(EncryptedMessage, der).content
    require_version(body.version, VERSION)
    require_data(body.content)
    return deciphered(key, *enveloped.cipher_of(body.content))
