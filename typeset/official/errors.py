"""Why an official document was not laid out; the sentences stand in templates/messages.toml."""

from kernel.errors import Refusal


class ClassificationRefused(Refusal):
    """A field of classification was filled in: this system carries no classified item."""

    code = "classification_refused"
    status = 422


class WrongNumber(Refusal):
    """The 发文字号 or 令号 is not written as the standard has it; `fault` names what is wrong."""

    code = "wrong_number"
    status = 422

    def __init__(self, number: str, fault: str) -> None:
        super().__init__(fields={"number": self.code}, number=number, fault=fault)


class PartMissing(Refusal):
    """The form cannot be laid out without this part."""

    code = "part_missing"
    status = 422

    def __init__(self, part: str, form: str) -> None:
        super().__init__(part=part, form=form)


class NoRoomForBody(Refusal):
    """Mark, signers and title fill page 1: 9704 7.3.3 wants the body to begin there."""

    code = "no_room_for_body"
    status = 422


class TooManyNames(Refusal):
    """More offices, signers or stamps than a page can hold in order."""

    code = "too_many_names"
    status = 422

    def __init__(self, part: str, most: int) -> None:
        super().__init__(part=part, most=most)
