"""What the forms of sign-off carry."""

from urllib.parse import urlencode
from uuid import UUID

from crypto.devices.statements import moment_text
from crypto.errors import BadEncoding
from identity.commands import challenges
from identity.commands.challenges import Answered
from kernel import reach
from kernel.errors import Invalid
from kernel.web import Form
from submissions.errors import SignChallengeOver
from submissions.rules.signing import Wanted
from submissions.rules.signing_views import Asked


def wanted(form: Form) -> tuple[Wanted, ...]:
    """The ticked texts: "<id>.<version>" each. Raises Invalid."""
    try:
        parts = [value.partition(".") for value in form.all("text")]
        return tuple(Wanted(UUID(id), int(version)) for id, _, version in parts)
    except ValueError:
        raise Invalid(fields={"text": "choose_one"}) from None


def agent_url(asked: Asked) -> str:
    """The agent's page, with everything its device is asked to sign."""
    fields = [("service", asked.service), ("login", asked.login), ("unit", asked.unit)]
    fields += [("nonce", asked.nonce.hex()), ("issued", moment_text(asked.issued))]
    fields += [("item", f"{id}.{version}.{capacity}.{digest}") for id, version, capacity, digest in asked.texts]
    return f"{reach.agent_address()}/sign-off?{urlencode(fields)}"


def answered(form: Form) -> Answered:
    """What the agent has sent back. Raises SignChallengeOver when it has no such form."""
    try:
        return challenges.answers(
            form.text("nonce"), form.text("device"), form.text("certificate"), form.all("signature")
        )
    except BadEncoding:
        raise SignChallengeOver from None
