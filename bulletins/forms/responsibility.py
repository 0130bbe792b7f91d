"""What the forms of the steps carry."""

from urllib.parse import urlencode
from uuid import UUID

from bulletins.errors import StepChallengeOver
from bulletins.queries.responsibility import Asked
from crypto.devices.statements import moment_text
from crypto.errors import BadEncoding
from identity.commands import challenges
from identity.commands.challenges import Answered
from kernel import reach
from kernel.errors import Invalid
from kernel.web import Form


def wanted(form: Form) -> tuple[UUID, ...]:
    """The ticked steps. Raises Invalid."""
    try:
        found = tuple(UUID(value) for value in form.all("step"))
    except ValueError:
        raise Invalid(fields={"step": "choose_one"}) from None
    if not found:
        raise Invalid(fields={"step": "choose_one"})
    return found


def agent_url(asked: Asked) -> str:
    """The agent's page, with everything its device is asked to sign."""
    fields = [("service", asked.service), ("login", asked.login), ("unit", asked.unit)]
    fields += [("nonce", asked.nonce.hex()), ("issued", moment_text(asked.issued)), ("back", "steps")]
    fields += [
        ("item", f"{line.done.record}.{line.done.version}.{line.done.step}.{line.done.digest.hex()}")
        for line in asked.lines
    ]
    return f"{reach.agent_address()}/sign-off?{urlencode(fields)}"


def answered(form: Form) -> Answered:
    """What the agent has sent back. Raises StepChallengeOver when it has no such form."""
    try:
        return challenges.answers(
            form.text("nonce"), form.text("device"), form.text("certificate"), form.all("signature")
        )
    except BadEncoding:
        raise StepChallengeOver from None
