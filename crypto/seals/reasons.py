"""The questions a check of a seal, a seal signature, an OFD or a signed PDF asks. A refusal and a report name the same member.

Numbers in comments are the steps of GB/T 38540-2020 §6.3 (seal) and §7.3 (signature).
"""

from crypto.findings import Reason


class SealReason(Reason):
    """Sentences: `verify.seal.*` in the message table."""

    FORMAT = "seal.format"  # §6.3 ①
    EXTENSION = "seal.extension"  # a critical extension nobody here understands
    MAKER_SIGNATURE = "seal.maker_signature"  # ②
    CREATED = "seal.created"  # the day it was made, against its maker's certificate (v5)
    MAKER = "seal.maker"  # ③
    REGISTERED = "seal.registered"  # whether we know the maker as one
    MAKER_SINCE = "seal.maker_since"  # the maker's certificate ended after the seal was made (v5: a notice)
    PERIOD = "seal.period"  # ④
    ENDED_SINCE = "seal.ended_since"  # in force when it was used, no longer today
    STAMP = "seal.stamp"  # v5 ⑤
    MAKER_USAGE = "seal.maker_usage"  # making: the maker's certificate is not one to sign with
    MAKER_DATES = "seal.maker_dates"
    NOBODY = "seal.nobody"  # nobody may use it
    DATES = "seal.dates"
    PICTURE = "seal.picture"
    WORDING = "seal.wording"  # a name, number or vendor that is empty, too long or not printable
    NOT_NOW = "seal.not_now"  # signing: the seal is not in force
    KEY = "seal.key"  # the device signed with another key than the certificate's


class SignatureReason(Reason):
    """Sentences: `verify.signature.*` in the message table."""

    FORMAT = "signature.format"  # §7.3 ①
    EXTENSION = "signature.extension"
    SIGNATURE = "signature.signature"  # ②
    LISTED = "signature.listed"  # ③
    SIGNER = "signature.signer"  # ⑤
    TIME = "signature.time"  # ⑥
    DATA = "signature.data"  # ⑦
    STAMP = "signature.stamp"  # ⑧
    SIGNER_USAGE = "signature.signer_usage"  # signing: the certificate is not one to sign with
    SIGNER_DATES = "signature.signer_dates"


class OfdReason(Reason):
    """Sentences: `verify.ofd.*` in the message table."""

    ZIP = "ofd.zip"  # no archive, or one that contradicts itself
    HIDDEN = "ofd.hidden"  # bytes that belong to no entry, or in places where nothing belongs
    NAME = "ofd.name"  # an entry's name leads out of the package or is none
    DUPLICATE = "ofd.duplicate"  # two entries one reader could take for the other
    ENCRYPTED = "ofd.encrypted"
    METHOD = "ofd.method"  # neither stored nor deflated
    ZIP64 = "ofd.zip64"
    LIMIT = "ofd.limit"  # more, or larger, than we take
    DAMAGED = "ofd.damaged"
    XML = "ofd.xml"
    DTD = "ofd.dtd"
    MISSING = "ofd.missing"  # a file the package names is not there
    LAYOUT = "ofd.layout"  # not the elements GB/T 33190 requires
    OPENED = "ofd.opened"
    UNSIGNED = "ofd.unsigned"
    SIGNED = "ofd.signed"  # one signature, all in all
    CHECK_METHOD = "ofd.check_method"  # anything but SM3
    CHANGED = "ofd.changed"
    REFERENCES = "ofd.references"
    SEAL_FILE = "ofd.seal_file"  # Seal.esl is not the seal inside the signature
    STATED = "ofd.stated"  # propertyInfo names another file
    UNCOVERED = "ofd.uncovered"
    COVERED = "ofd.covered"
    FORM = "ofd.form"  # the archive is not written the way this product writes it
    CLOSED = "ofd.closed"  # signing: an earlier signature forbids another
    PAGE = "ofd.page"  # signing: no such page, or a stamp beside it


class PdfReason(Reason):
    """Sentences: `verify.pdf.*` in the message table."""

    FILE = "pdf.file"  # not a PDF this product can add a signature to
    UNSIGNED = "pdf.unsigned"
    HOLE = "pdf.hole"  # the gap in the byte range is not exactly the signature's string
    RANGE = "pdf.range"
    LATER = "pdf.later"  # changed after signing
    REVISION = "pdf.revision"  # another signature follows; this one is about the file as it was
    LIMIT = "pdf.limit"
    PAGE = "pdf.page"
