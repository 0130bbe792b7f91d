from collections.abc import Iterator

import pytest

from app import templating
from identity.queries import register as identity
from notices.jobs import outgoing
from notices.queries import reading
from notices.rules import gateways, timing
from notices.rules.gateways import MailSettings, SmsSettings
from notices.rules.records import RecordKind
from tests.http.identity.conftest import site
from tests.simulators import mailbox, smsgate
from tests.workflow.notices.post import Post

__all__ = ["site"]


@pytest.fixture
def post(unused_tcp_port: int) -> Iterator[Post]:
    """A mail server and a gateway of short messages, both up, and the product told of them."""
    reading.describe(RecordKind.UNIT, identity.unit_names)
    with mailbox.running(unused_tcp_port) as inbox, smsgate.running() as gate:
        mail = MailSettings("127.0.0.1", inbox.port, "none", "zx@example.invalid", "https://zx.example.invalid")
        sms = SmsSettings(f"http://127.0.0.1:{gate.port}/send", smsgate.KEY)
        outgoing.install(mail, sms, templating.environment())
        timing.install()
        yield Post(inbox, gate)
        gateways.install(None)
