"""What a person chooses: which class reaches them how, and when they want no disturbance."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency

from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, done, page, signed_in
from notices import forms
from notices.commands import choosing
from notices.queries import sending
from notices.rules.topics import CHOSEN, Channel, Way

MINE = [signed_in]


@get("/notices/settings", guards=MINE, include_in_schema=False)
async def settings(request: AnyRequest) -> Any:
    """The form, as it is now."""
    return await _shown(request, forms.shown(await sending.chosen(actor(request))), {})


@post("/notices/settings", guards=MINE, include_in_schema=False)
async def choose(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """Everything at once."""
    ways, quiet, digests = forms.choice(form)
    free_days = form.text("free_days") == "1"
    try:
        await choosing.choose(form.call(request), ways, quiet, digests, free_days=free_days)
    except Invalid as refusal:
        typed = {**ways, "quiet_from": quiet[0], "quiet_until": quiet[1], "free_days": "1" if free_days else ""}
        return await _shown(request, {**typed, "digests": form.text("digests")}, refusal.fields)
    return done(request, "/notices/settings", "saved")


async def _shown(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Any:
    context: dict[str, Any] = {
        "classes": CHOSEN,
        "channels": tuple(Channel),
        "ways": tuple(Way),
        "set_up": forms.set_up(),
    }
    status = 422 if errors else 200
    return await page(
        request,
        "notices/settings.html",
        status=status,
        values=values,
        errors=errors,
        **context,
        **forms.doors(actor(request)),
    )


ROUTES: list[object] = [settings, choose]
