"""What the gate asks: everything found in texts and files, whoever asks, from however many threads."""

import asyncio
import io
import sys
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import docx
import pytest

from marking.child import pool
from marking.child.answers import MOST_FOUND
from marking.child.asking import Asker
from marking.child.job import file_findings
from marking.child.starting import Nursery
from marking.extract.parts import Picture
from marking.rulebook import BUILT_IN, Change, Edit, edited
from marking.verdict import Decision, Part, Unreadable, Verdict
from tests.unit.marking.child import liars
from tests.unit.marking.child.pictures import BLANK, seal

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

MARK = "机密★5年"


def blind(_picture: Picture) -> tuple[Verdict, ...]:
    return ()


def rules(verdicts: tuple[Verdict, ...]) -> list[tuple[str, str, str]]:
    return [(found.where, found.rule or str(found.reason), found.words) for found in verdicts]


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, body in members.items():
            made.writestr(f"{name}.txt", body)
    return out.getvalue()


def document(*lines: str, picture: bytes = b"") -> bytes:
    out = io.BytesIO()
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    if picture:
        made.add_picture(io.BytesIO(picture))
    made.save(out)
    return out.getvalue()


def test_nothing_found_is_nothing() -> None:
    assert pool.examine({"title": "工作简报", "body": "本周银行间市场平稳。"}, [("简报.txt", "平稳。".encode())]) == ()


def test_everything_found_in_the_order_of_the_parts() -> None:
    found = pool.examine(
        {"title": MARK, "body": f"如下\n{MARK}\n再次\n绝密★长期"},
        [("说明.docx", document("正文", "秘密★6个月")), ("简报.txt", b"plain")],
    )
    assert rules(found) == [
        ("title", "level-star", MARK),
        ("body", "level-star", MARK),
        ("body", "level-star", "绝密★长期"),
        ("说明.docx", "level-star", "秘密★6个月"),
    ]
    assert found[3].before == "正文\n"


@pytest.mark.parametrize("length", [1_000, pool.SHORT + 1])
def test_long_texts_are_scanned_like_short_ones(length: int) -> None:
    text = "天气晴。" * (length // 4)
    found = pool.examine({"title": "标题", "body": f"{text}\n{MARK}\ud800"})
    assert rules(found) == [("body", "level-star", MARK)]
    assert (found[0].start, found[0].end) == (len(text) + 1, len(text) + 1 + len(MARK))


@pytest.mark.parametrize(
    "name", [f"{MARK}.txt", "%E6%9C%BA%E5%AF%86%E2%98%855%E5%B9%B4.txt", "机密.docx", f"a/{MARK}"], ids=range(4)
)
def test_the_name_of_a_file_is_text(name: str) -> None:
    (found, *_) = pool.examine({}, [(name, b"plain text")])
    assert (found.decision, found.where, found.place.part) == (Decision.REFUSE, name, Part.FILE_NAME)


def test_where_in_an_archive() -> None:
    (found,) = pool.examine({}, [("一批.zip", archive(first=b"plain", second=MARK.encode()))])
    assert found.place.inside == ("second.txt",)


def test_a_rule_of_ones_own_reaches_the_other_process() -> None:
    book = edited([Edit(Change.PHRASE, "own-tide", "潮汐行动")], 7)
    file = ("a.txt", "关于潮汐行动的说明".encode())
    assert pool.examine({}, [file]) == ()
    assert rules(pool.examine({}, [file], book)) == [("a.txt", "own-tide", "潮汐行动")]
    long = {"body": "天气晴。" * pool.SHORT + "潮汐行动"}
    assert rules(pool.examine(long, book=book)) == [("body", "own-tide", "潮汐行动")]


def test_from_many_threads_each_gets_its_own_answer() -> None:
    def one(number: int) -> bool:
        marked = number % 2 == 0
        found = pool.examine({}, [(f"{number}.txt", (MARK if marked else "晴").encode())])
        return [verdict.where for verdict in found] == ([f"{number}.txt"] if marked else [])

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one, range(16)))


async def test_in_a_service_with_a_loop() -> None:
    answers = await asyncio.gather(
        *(asyncio.to_thread(pool.examine, {}, [(f"{number}.txt", MARK.encode())]) for number in range(4))
    )
    assert [rules(found) for found in answers] == [[(f"{number}.txt", "level-star", MARK)] for number in range(4)]


def test_what_it_cost() -> None:
    used = pool.examined("a.docx", document("正文")).used
    if sys.platform == "linux":
        assert 0 < used.cpu < 5
        assert 1 << 20 < used.memory < 256 << 20


def test_refusals_are_not_crowded_out() -> None:
    holes = {
        f"a{number}": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes([number % 256, number // 256])
        for number in range(400)
    }
    found = list(file_findings("many.zip", archive(**holes, last=MARK.encode()), BUILT_IN, blind))
    assert len(found) <= MOST_FOUND
    assert [verdict.rule for verdict in found if verdict.decision is Decision.REFUSE] == ["level-star"]


OLD_OFFICE, BROKEN_PDF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.4\nbroken"


def test_what_nobody_may_answer_for_is_not_crowded_out() -> None:
    def reasons(many: int) -> Counter[Unreadable | None]:
        held = {f"a{number:03}": OLD_OFFICE + number.to_bytes(2, "big") for number in range(many)}
        data = archive(**held, z1=BROKEN_PDF)
        return Counter(verdict.reason for verdict in file_findings("many.zip", data, BUILT_IN, blind))

    few, many = reasons(3), reasons(400)
    assert (few[Unreadable.OLD_OFFICE], few[Unreadable.TOO_LARGE]) == (3, 0)
    assert many[Unreadable.DAMAGED] == few[Unreadable.DAMAGED] > 0
    assert many[Unreadable.TOO_LARGE] == 1


def test_of_many_things_nobody_may_answer_for_some_are_told() -> None:
    broken = {f"a{number:03}": BROKEN_PDF + bytes([number]) for number in range(200)}
    found = list(file_findings("many.zip", archive(**broken, z=MARK.encode()), BUILT_IN, blind))
    assert 0 < sum(verdict.reason is Unreadable.DAMAGED for verdict in found) < 50
    assert [verdict.rule for verdict in found if verdict.decision is Decision.REFUSE] == ["level-star"]


def test_how_a_look_at_pictures_ended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers for a picture does not answer for a process that a picture has taken over."""
    files = [("a.docx", document("正文", picture=seal()))]
    with Nursery(liars.__name__) as nursery:
        monkeypatch.setattr(pool, "EYES", Asker(nursery, pool.EYES.places))
        assert [verdict.reason for verdict in pool.examine({}, files)] == [Unreadable.UNSAFE]


def test_a_picture_in_a_document_without_text_is_its_page() -> None:
    shown: list[bool] = []

    def eyes(picture: Picture) -> tuple[Verdict, ...]:
        shown.extend([] if picture.preview else [picture.page])
        return ()

    for text in ("", "本周银行间市场运行总体平稳，资金利率小幅下行，成交量较上周有所增加。"):
        list(file_findings("a.docx", document(text, picture=seal()), BUILT_IN, eyes))
    assert shown == [True, False]


def test_a_file_nobody_can_read_is_held() -> None:
    (found,) = pool.examine({}, [("a.bin", BLANK[:40])])
    assert found.reason is Unreadable.IMAGE
    assert found.decision is Decision.HOLD
