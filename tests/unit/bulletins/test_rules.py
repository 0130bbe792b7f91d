from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins.rules import content, lineage
from bulletins.rules.kinds import Reader
from bulletins.rules.responsibility import Step, StepDone, Subject, wants
from tests.unit.bulletins.people import KIND, NOW, article, issue, name

A, B, C = (UUID(int=n) for n in (1, 2, 3))
FIRST = "截至六月末，辖区车险承保车辆 812.6 万辆，同比增长 4.3%。线上化理赔占比达到 91.7%！"
SECOND = "试点县全部实现电子化承保。理赔周期由 21 天缩短到 6 天。"


def test_sentences_are_split_at_their_ends_and_marks_are_no_sentences() -> None:
    assert lineage.sentences("# 标题\n\n一是甲。二是乙；三是丙\n\n---\n") == [
        "# 标题",
        "一是甲。",
        "二是乙；",
        "三是丙",
    ]


def test_a_sentence_taken_over_word_for_word_comes_from_its_submission() -> None:
    origins = lineage.trace("**理赔周期由 21 天缩短到 6 天。**", {A: FIRST, B: SECOND})
    assert [(o.source, o.near) for o in origins] == [(B, False)]


def test_a_sharpened_sentence_keeps_its_origin_and_a_new_one_has_none() -> None:
    text = "截至 6 月末，云麓辖区承保车辆 812.6 万辆，同比增长 4.3%。建议适时出台差异化系数。"
    origins = lineage.trace(text, {A: FIRST, B: SECOND})
    assert [(o.source, o.near) for o in origins] == [(A, True), (None, False)]
    assert not lineage.whole(origins)


def test_shares_are_the_part_of_the_text_that_comes_from_each() -> None:
    text = "试点县全部实现电子化承保。" * 3 + "线上化理赔占比达到 91.7%！"
    shares = lineage.shares(text, lineage.trace(text, {A: FIRST, B: SECOND}), [A, B])
    assert shares[B] > shares[A] > 0
    assert sum(shares.values()) == 100


def test_a_text_of_new_sentences_is_shared_evenly() -> None:
    traced = lineage.trace("全新的一句话。", {A: FIRST, B: SECOND})
    assert lineage.shares("全新的一句话。", traced, [A, B]) == {A: 50, B: 50}


@given(st.dictionaries(st.uuids(), st.integers(0, 500), min_size=1, max_size=9), st.text(max_size=200))
def test_shares_always_add_up(weights: dict[UUID, int], text: str) -> None:
    sources = {key: f"{n}。" for key, n in weights.items()}
    assert sum(lineage.shares(text, lineage.trace(text, sources), list(sources)).values()) == 100


def test_the_digest_of_an_issue_covers_all_that_is_printed() -> None:
    whole = issue("in_approval")
    text = whole.articles[0]
    changed = [
        replace(whole, articles=(replace(text, body=text.body + "！"),)),
        replace(whole, articles=(replace(text, title="另一题目"),)),
        replace(whole, articles=(text, replace(article("placed"), id=name("second")))),
        replace(whole, articles=(replace(text, sources=(replace(text.sources[0], unit=name("other")),)),)),
        replace(whole, readers=(*whole.readers, Reader(unit=name("one more")))),
        replace(whole, kind=replace(KIND, masthead="专报")),
    ]
    digests = {content.digest(each) for each in (whole, *changed)}
    assert len(digests) == len(changed) + 1
    same = replace(whole, state="approved", version=9, number=3, approved_at=NOW, readers=whole.readers[::-1])
    assert content.digest(same) == content.digest(whole)


def test_the_order_of_the_articles_is_part_of_what_is_approved() -> None:
    one, two = article("placed"), replace(article("placed"), id=name("second"))
    first = replace(issue("in_approval"), articles=(one, two))
    assert content.digest(first) != content.digest(replace(first, articles=(two, one)))


@pytest.mark.requirement("PUB-01")
def test_a_device_is_asked_only_for_what_its_person_did_since_they_have_one() -> None:
    who, got = uuid4(), datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
    before, after = (
        StepDone(uuid4(), Step.EDITING, Subject.ARTICLE, uuid4(), who, at, 2, 1, 2, b"a", b"b", forced=False)
        for at in (got - timedelta(minutes=1), got)
    )
    assert (wants(before, {who: got}), wants(after, {who: got}), wants(after, {})) == (False, True, False)
