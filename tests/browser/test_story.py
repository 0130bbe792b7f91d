"""The eight steps of the main job in the browser, with the demo accounts: with scripts, and the same work without."""

import pytest

from tests.browser.story import Story

pytestmark = pytest.mark.browser


def test_1_an_officer_writes_and_the_gate_keeps_markings_out(story: Story) -> None:
    story.upto(1)


def test_2_the_signer_sends_back_then_signs_and_only_then_the_text_leaves(story: Story) -> None:
    story.upto(2)


def test_3_the_office_accepts_returns_with_a_reason_and_declines(story: Story) -> None:
    story.upto(3)


def test_4_an_editor_makes_one_article_from_two_submissions(story: Story) -> None:
    story.upto(4)


def test_5_another_person_approves_and_the_issue_is_typeset_proofread_released(story: Story) -> None:
    story.upto(5)


def test_6_recipients_get_it_and_the_issue_shows_when(story: Story) -> None:
    story.upto(6)


def test_7_a_leader_writes_and_the_unit_answers(story: Story) -> None:
    story.upto(7)


def test_8_adoption_score_archive_search_notices(story: Story) -> None:
    story.upto(8)


def test_the_same_job_without_scripts(plain_story: Story) -> None:
    plain_story.upto(8)
