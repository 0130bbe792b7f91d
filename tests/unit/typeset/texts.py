"""Texts with every kind of block, and the plain bulletin they are printed in."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Final

from PIL import Image, ImageDraw

from typeset.bulletin import BulletinDoc, BulletinItem

RARE: Final = "𠮷𬎆㛃䶮"


def sheet(*markdowns: str, figures: Mapping[str, bytes] | None = None) -> BulletinDoc:
    """An issue that holds these texts."""
    return BulletinDoc(
        masthead="滨海信息",
        number=96,
        office="中共滨海市委办公室",
        dated=date(2026, 11, 21),
        items=tuple(BulletinItem(f"稿件{at}", text) for at, text in enumerate(markdowns, 1)),
        sends=("市直有关单位",),
        figures=figures or {},
    )


def chart(kind: str = "PNG", size: tuple[int, int] = (900, 420), **options: object) -> bytes:
    """A picture of some columns."""
    made = Image.new("RGB", size, "#eef2fa")
    pen = ImageDraw.Draw(made)
    for at in range(12):
        left, top = size[0] * (at + 1) // 14, size[1] * (3 + at % 5) // 9
        pen.rectangle([left, top, left + size[0] // 20, size[1] - 10], fill="#2f5fb0")
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


_MONTHS: Final = tuple(f"{month}月" for month in range(1, 13))
TABLE: Final = "| 序号 | 单位 | 数[^3] | 说明 |\n|---|---|--:|---|\n" + "\n".join(
    f"| {n} | 东江区第{n}街道办事处 | {n * 7} | 该单位连续三个季度按时报送信息，<br>予以表扬[^4] |"
    for n in range(1, 24)
)
WIDE: Final = f"| 单位 | {' | '.join(_MONTHS)} | 全年合计 |\n|{'---|' * 14}\n" + "\n".join(
    f"| 东江区第{n}街道 | {' | '.join(str(10_000 + n * month * 37) for month in range(1, 13))} | {n * 123_456} |"
    for n in range(1, 31)
)
MIXED: Final = f"""# 一、基本情况

全市政务信息工作总体平稳[^1]，上半年共报送信息812条，**其中**被采用96条，*见附表*[^2]，口径同上[^1]。

## （一）报送情况

### 1.总体情况

#### （1）分季度情况

各单位要高度重视{RARE}，加强组织领导，确保信息报送及时、准确、全面。

![图1　各季度报送数量{RARE}](chart.png)

图后的文字回到页面的行格上。

> 各级行政机关应当加强政务信息工作{RARE}。
>
> 引文的第二段。

- 第一项
- 第二项，内容较长，需要换行时应当顶格排列，以便阅读和核对，避免混淆。
  - 下一级
    1. 编号一
    2. 编号二

{TABLE}

表后的文字回到行格。

```
code  line [x](y) **z**
```

{WIDE}

宽表以后另起一页。

附件：1. 政务信息工作办法\\
2. 报送情况统计表

滨海市信息科

2026年11月21日

[^1]: 指2026年1月至6月的数据，来源于政务信息报送系统，由各县（市、区）和市直各单位分别上报后汇总。
[^2]: 第二个注释{RARE}。
[^3]: 表头的注释。
[^4]: 单元格的注释。
"""
