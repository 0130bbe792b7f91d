"""What the forms of the register carry, and the cookie of a session.

- The cookie is HttpOnly and SameSite=Lax; where the service is reached by https it is also Secure and bound to the host
  by its name. It lasts as long as the browser; the table decides how long it is worth something.
"""

from collections.abc import Callable, Mapping

from litestar.datastructures import Cookie

from crypto.devices.statements import number_of
from crypto.errors import BadEncoding
from identity.commands.challenges import Answer
from identity.errors import ChallengeOver
from identity.rules import Contact
from kernel import reach
from kernel.errors import Invalid
from kernel.web import Form

CONTACT = ("name", "post", "phone", "mail", "place")
_secure = [False]


def install(*, secure: bool, address: str = "", agent_port: int = reach.AGENT_PORT) -> None:
    """Whether browsers reach the service by https, by which address (empty: the one they ask for), and their agent's port."""
    _secure[0] = secure
    reach.install(address, agent_port)


def cookie_name() -> str:
    """The name of the session's cookie."""
    return "__Host-zx_session" if _secure[0] else "zx_session"


def session_cookie(session: str) -> Cookie:
    """The cookie of a session; an empty one ends it in the browser."""
    age = None if session else 0
    return Cookie(
        cookie_name(), value=session, path="/", max_age=age, httponly=True, samesite="lax", secure=_secure[0]
    )  # fmt: skip


def session_of(cookies: Mapping[str, str]) -> str:
    """The session among a request's cookies, or nothing."""
    return cookies.get(cookie_name(), "")


def pending_cookie(secret: str, age: int = 0) -> Cookie:
    """The cookie of a sign-in that waits for a device; an empty one ends it in the browser."""
    name = "__Host-zx_pending" if _secure[0] else "zx_pending"
    return Cookie(name, value=secret, path="/", max_age=age, httponly=True, samesite="lax", secure=_secure[0])


def pending_of(cookies: Mapping[str, str]) -> str:
    """The waiting sign-in among a request's cookies, or nothing."""
    return cookies.get(pending_cookie("").key, "")


def device_answer(values: Callable[[str], str]) -> Answer:
    """What a device's agent has sent back. Raises ChallengeOver when it has no such form."""
    try:
        nonce, signature = number_of(values("nonce")), number_of(values("signature"))
    except BadEncoding:
        raise ChallengeOver from None
    return Answer(nonce, values("device")[:64], values("certificate")[:64], signature)


def contact(form: Form) -> Contact:
    """The fields of a person."""
    return Contact(form.text("name"), form.text("post"), form.text("phone"), form.text("mail"))


def place(form: Form) -> int:
    """A place in an order; empty counts as 0. Raises Invalid."""
    return form.int("place") if form.text("place") else 0


def new_password(form: Form) -> str:
    """The new password, typed twice alike, exactly as typed. Raises Invalid."""
    new, again = raw(form, "new"), raw(form, "again")
    if new != again:
        raise Invalid(fields={"again": "password_repeat"})
    return new


def raw(form: Form, name: str) -> str:
    """A field as typed: blanks at the ends of a password belong to it."""
    values = form.fields.get(name)
    return values[0] if values else ""
