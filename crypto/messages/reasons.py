"""The questions a check of a GB/T 35275 message asks. A refusal and a report name the same member."""

from crypto.findings import Reason


class MessageReason(Reason):
    """Sentences: `verify.message.*` in the message table."""

    STRUCTURE = "message.structure"  # not DER, cut off, or not the fields of its type
    INDEFINITE = "message.indefinite"  # BER's open lengths
    TRAILING = "message.trailing"  # something stands behind the message
    LIMIT = "message.limit"  # more bytes, elements, depth, recipients or signers than we take
    TYPE = "message.type"  # another type of content than this can be
    VERSION = "message.version"
    ALGORITHM = "message.algorithm"
    CONTENT = "message.content"  # missing, doubled, or another one than beside it
    NO_SIGNER = "message.no_signer"
    SAME_SIGNER = "message.same_signer"  # one certificate signs twice
    CERTIFICATE = "message.certificate"  # the signer's certificate is missing, doubled or unreadable
    ATTRIBUTES = "message.attributes"  # the signed attributes are incomplete or contradict the message
    DIGEST = "message.digest"  # the signed digest is another content's
    SIGNATURE = "message.signature"
    TIME = "message.time"  # signing time against the certificate's dates and the clock
    DIALECT = "message.dialect"  # a peer's way of writing that we read
    BOUND = "message.bound"  # the signer named these recipients and no others
    ADDRESSED = "message.addressed"  # an envelope has a copy of its key for this holder
    OPENED = "message.opened"
    SHUT = "message.shut"  # nobody here can open it
