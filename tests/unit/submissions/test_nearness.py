"""How alike texts are, by keyed numbers: edits of a text are found, other texts are not (SUB-13)."""

import random
import re
import time
from itertools import combinations

import pytest

from app.demo_content import TEXTS
from kernel.blindindex import RUN, fold, rows
from submissions.rules.nearness import BINS, LEAST, bands, likeness, packed, signature, unpacked

KEY, SECRET = b"k" * 32, bytes(range(32))
NEAR = 45
SENTENCES = (
    "7月18日，云麓市遭遇强降雨，全市12个县区农田受灾4.6万亩。", "据云麓监管局统计，辖内保险机构接到农险报案1,286件。",
    "已支付赔款2,130万元，结案率81%，户均赔付1.66万元。", "一是提前备勘，汛前对低洼地块逐户登记，灾后免报案查勘。",
    "二是先行预付，对绝收地块按保额五成预付，三日内到账。", "三是数据共享，与农业农村、气象部门共用遥感影像。",
    "查勘时间由七天缩短到两天，农户满意率达到98%。", "部分山区通信中断，电子查勘不能实时上传。",
    "个别险种条款对积水时长约定不清，引起争议十九起，已全部由调解组织受理。", "下一步将督促机构在八月底前完成全部赔付。",
    "并提出修订示范条款的建议，推动将积水深度写入条款。", "联系人：叶疏桐，电话010-55500001。",
)  # fmt: skip

pytestmark = pytest.mark.requirement("SUB-13")


def numbers(text: str) -> tuple[int, ...]:
    return signature({token for row in rows(KEY, text) for token in row}, SECRET)


def pairs(text: str) -> set[str]:
    return {run[i : i + 2] for run in RUN.findall(fold(text)) for i in range(len(run) - 1)}


def jaccard(one: str, other: str) -> float:
    return len(pairs(one) & pairs(other)) / len(pairs(one) | pairs(other))


def met(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return bool(set(bands(one)) & set(bands(other)))


def mended(dice: random.Random, sentences: list[str]) -> str:
    """What an officer does to a text before sending it once more."""
    kept = list(sentences)
    for _ in range(dice.randint(1, 2)):
        kept.pop(dice.randrange(len(kept)))
    if dice.random() < 0.5:
        dice.shuffle(kept)
    text = "".join(kept)
    text = re.sub(r"\d+", lambda found: str(int(found[0]) + 1) if dice.random() < 0.5 else found[0], text)
    words = (("云麓", "沧浪"), ("完成", "办结"), ("督促", "要求"), ("统计", "汇总"), ("提出", "形成"))
    for old, new in dice.sample(words, 3):
        text = text.replace(old, new)
    return text + "此前已作初报。"


def test_every_mended_text_is_found_and_no_other_one_is() -> None:
    dice = random.Random(13)
    whole = "".join(SENTENCES)
    edits = [mended(dice, list(SENTENCES)) for _ in range(200)]
    found = [met(numbers(whole), numbers(text)) and likeness(numbers(whole), numbers(text)) >= NEAR for text in edits]
    assert sum(found) / len(edits) >= 0.97, "recall"
    others = [text.body for text in TEXTS if len(pairs(text.body)) >= LEAST]
    alike = [
        (one, other)
        for one, other in combinations([*others, whole], 2)
        if met(numbers(one), numbers(other)) and likeness(numbers(one), numbers(other)) >= NEAR
    ]
    truly = [pair for pair in alike if jaccard(*pair) >= NEAR / 100 - 0.1]
    assert alike == truly, "precision: nothing but what shares its pairs"
    assert len(others) >= 5, "control: there were texts to be wrong about"


def test_the_estimate_keeps_to_the_truth() -> None:
    dice = random.Random(7)
    off = []
    for _ in range(100):
        one = "".join(dice.sample(SENTENCES, 9))
        other = "".join(dice.sample(SENTENCES, 9))
        off.append(abs(likeness(numbers(one), numbers(other)) / 100 - jaccard(one, other)))
    assert sum(off) / len(off) <= 0.05
    assert max(off) <= 0.2
    assert likeness(numbers("".join(SENTENCES)), numbers("".join(SENTENCES))) == 100


def test_without_the_secret_nothing_compares_and_little_is_not_compared() -> None:
    text = "".join(SENTENCES)
    tokens = {token for row in rows(KEY, text) for token in row}
    other = signature(tokens, bytes(reversed(SECRET)))
    assert likeness(numbers(text), other) <= 5
    assert not met(numbers(text), other)
    assert numbers("云麓车险理赔") == ()
    assert likeness((), numbers(text)) == 0
    assert unpacked(packed(numbers(text))) == numbers(text)
    assert len(numbers(text)) == BINS


def test_a_long_text_costs_milliseconds() -> None:
    text = "".join(chr(0x4E00 + number * 7 % 5000) for number in range(5000))
    tokens = {token for row in rows(KEY, text) for token in row}
    took = []
    for _ in range(5):
        start = time.process_time()
        bands(signature(tokens, SECRET))
        took.append(time.process_time() - start)
    assert min(took) < 0.02
