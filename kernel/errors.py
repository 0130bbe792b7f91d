"""Refusals: what a user can meet and act on.

- Every expected refusal is one class with its own HTTP status and a `code`; the Chinese sentence and the next
  step for a code stand in templates/messages.toml, nowhere else.
- `facts` fill the sentence's placeholders; they never hold content of a record.
- `fields` maps a form field to the code of what is wrong with it; the form shows both and keeps what was typed.
- Anything that is not a Refusal is a bug and becomes a 500.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """The command was not carried out and nothing changed. Base of every expected no."""

    code = "refused"
    status = 400

    def __init__(self, *, fields: Mapping[str, str] | None = None, **facts: object) -> None:
        super().__init__(self.code)
        self.fields: dict[str, str] = dict(fields or {})
        self.facts: dict[str, object] = facts


class SignedOut(Refusal):
    """Nobody is signed in, or the session ended."""

    code = "signed_out"
    status = 401


class Forbidden(Refusal):
    """The actor may see the record but not do this."""

    code = "forbidden"
    status = 403


class NotFound(Refusal):
    """No such thing, or not visible to this actor: both look the same on purpose."""

    code = "not_found"
    status = 404


class NotAllowedNow(Refusal):
    """The record is in a state, or lacks something, that rules the action out now."""

    code = "not_allowed_now"
    status = 409


class StaleVersion(Refusal):
    """Someone else moved or changed the record since the page was loaded."""

    code = "stale_version"
    status = 409


class KeyReused(Refusal):
    """The same idempotency key came back with a different request."""

    code = "key_reused"
    status = 409


class TooLarge(Refusal):
    """The request body or a file is over its limit."""

    code = "too_large"
    status = 413


class Invalid(Refusal):
    """A form or body has wrong fields; see `fields`."""

    code = "invalid"
    status = 422


class NeedsNote(Invalid):
    """The action wants words (a reason, an opinion) and got none."""

    code = "needs_note"


class CsrfFailed(Refusal):
    """The form does not carry this session's token, or came from another site."""

    code = "csrf_failed"
    status = 403


class Unavailable(Refusal):
    """A part the action needs (database, key device, disk) is away; trying again later is right."""

    code = "unavailable"
    status = 503


class StartRefused(Refusal):
    """The installation cannot start as it is; the code names the reason and how to mend it."""

    status = 503
    exit_code = 2  # what a verb of the command line ends with

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__()
        self.code = code
        self.facts = facts
        self.args = (code, *(f"{name}={value}" for name, value in facts.items()))
