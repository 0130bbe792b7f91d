from collections.abc import Iterator

import pytest

from app import templating
from notices.jobs import outgoing
from notices.rules import gateways, timing
from notices.rules.gateways import MailSettings, SmsSettings
from tests.simulators import mailbox, smsgate
from tests.workflow.identity.conftest import cheap, house
from tests.workflow.notices.post import Post
from workers.loop import CONSUMERS

__all__ = ["CONSUMERS", "cheap", "house"]
BASE = "https://zx.example.invalid"


@pytest.fixture
def post(unused_tcp_port: int) -> Iterator[Post]:
    """A mail server and a gateway of short messages, both up, and the product told of them."""
    with mailbox.running(unused_tcp_port) as inbox, smsgate.running() as gate:
        mail = MailSettings("127.0.0.1", inbox.port, "none", "政讯 <zx@example.invalid>", BASE)
        sms = SmsSettings(f"http://127.0.0.1:{gate.port}/send", smsgate.KEY)
        outgoing.install(mail, sms, templating.environment())
        timing.install()
        yield Post(inbox, gate)
        gateways.install(None)
