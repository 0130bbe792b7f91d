"""Why no seal was drawn or no picture taken; the sentences stand in templates/messages.toml under [stamp]."""

from enum import StrEnum

from kernel.errors import Refusal


class Why(StrEnum):
    """One reason a person can act on."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SCRIPT = "script"
    GLYPHS = "glyphs"
    BELOW_TOO_LONG = "below_too_long"
    SIZE = "size"
    RANK_SIZE = "rank_size"
    EMBLEM = "emblem"
    PICTURE_FORMAT = "picture_format"
    PICTURE_DAMAGED = "picture_damaged"
    PICTURE_TOO_LARGE = "picture_too_large"
    PICTURE_COARSE = "picture_coarse"
    PICTURE_SHAPE = "picture_shape"
    PICTURE_BLANK = "picture_blank"


class StampRefused(Refusal):
    """No picture was made; `why` says what would have to be different."""

    status = 422

    def __init__(self, why: Why, **facts: object) -> None:
        super().__init__()
        self.why = why
        self.facts = facts
        self.code = f"stamp.{why}"
        self.args = (self.code,)
