"""What the security administrator cannot change is not offered, and says why when it is asked for all the same."""

import pytest

from kernel import db
from marking.rulebook import EXCUSABLE, FIXED
from tests.http.submissions.conftest import Site

KEEPER = "baomi"

pytestmark = pytest.mark.requirement("SUB-11")


async def test_rules_of_the_law_are_shown_and_not_offered(site: Site) -> None:
    page = (await (await site.as_(KEEPER)).get("/gate/rules")).text
    assert all(f"<code>{rule}</code>" in page for rule in FIXED)
    assert not any(f'<option value="{rule}"' in page for rule in FIXED)
    assert all(f'<option value="{rule}"' in page for rule in EXCUSABLE)


@pytest.mark.parametrize(("edit", "said"), [
    ({"change": "off", "rule": "level-star"}, "国家秘密标志本身"),
    ({"change": "verdict", "rule": "level-star", "verdict": "hold"}, "国家秘密标志本身"),
    ({"change": "off", "rule": "nested-markup"}, "国家秘密标志本身"),
    ({"change": "excuse_before", "rule": "level-star", "words": "鑫"}, "国家秘密标志本身"),
    ({"change": "excuse_after", "rule": "label-level", "words": "鑫"}, "口令"),
], ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "")  # fmt: skip
async def test_a_password_or_a_blind_spot_is_refused_at_its_field(site: Site, edit: dict[str, str], said: str) -> None:
    keeper = await site.as_(KEEPER)
    for act in ("try", "save"):
        answer = await keeper.post("/gate/rules", {"act": act, "version": "0"} | edit)
        assert answer.status_code == 422
        assert 'id="f-rule-error"' in answer.text
        assert said in answer.text
    assert await db.fetch("SELECT 1 FROM gate_rules") == []
