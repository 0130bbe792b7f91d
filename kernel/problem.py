"""RFC 9457: how a refusal is told to a program, and how a handler documents the ones it gives."""

import msgspec
from litestar.openapi.datastructures import ResponseSpec

MEDIA_TYPE = "application/problem+json"
MEANING = {
    400: "not well-formed",
    401: "nobody is signed in",
    403: "no right, or the session's token is missing",
    404: "no such record for the caller",
    409: "moved on meanwhile, or not possible in this state",
    413: "too large",
    422: "a field is wrong, a note is missing, or a classification marking was found",
    429: "too many requests",
    503: "a part is away",
}


class Held(msgspec.Struct, frozen=True):
    """Something a person has to answer for: in which field, which rule or reason, and what a declaration calls it."""

    where: str
    rule: str
    digest: str


class Problem(msgspec.Struct):
    """`type`: urn:zhengxun:problem:<code>; `errors`: field -> what is wrong with it; `holds`: what may be declared."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] = {}
    holds: list[Held] = []


def problems(*codes: int) -> dict[int, ResponseSpec]:
    """The documented refusals of a handler, for Litestar's `responses`."""
    return {
        code: ResponseSpec(Problem, generate_examples=False, description=MEANING[code], media_type=MEDIA_TYPE)
        for code in codes
    }
