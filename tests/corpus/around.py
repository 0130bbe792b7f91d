"""The ordinary text around a marking, for each place: before it, the marking as it is written there, behind it."""

import json
from random import Random

from tests.corpus import prose

Around = tuple[str, str, str]


def whole(mark: str, dice: Random) -> Around:
    return "", mark, dice.choice(("", "", "\n", " "))


def head(mark: str, dice: Random) -> Around:
    return (
        dice.choice(("", "", "\n", "　　", "\ufeff")),
        mark,
        f"\n{prose.title(dice)}\n\n{prose.pages(dice, dice.randint(1, 4))}",
    )


def second(mark: str, dice: Random) -> Around:
    lead = dice.choice(("000012", "份号：000135", "〔2026〕12号", "特急", "XX市人民政府文件"))
    return lead + "\n", mark, f"\n{prose.title(dice)}\n{prose.pages(dice, 2)}"


def title_start(mark: str, dice: Random) -> Around:
    return "", mark, dice.choice((" ", "　", "", "：")) + prose.title(dice)


def bracket_title(mark: str, dice: Random) -> Around:
    return "", mark, prose.title(dice)


def title_end(mark: str, dice: Random) -> Around:
    return prose.title(dice) + dice.choice(("", " ", "　")), mark, ""


def middle(mark: str, dice: Random) -> Around:
    return prose.pages(dice, dice.randint(2, 6)) + "\n", mark, "\n" + prose.pages(dice, dice.randint(1, 4))


def long(mark: str, dice: Random) -> Around:
    return prose.pages(dice, dice.randint(10, 20)) + "\n", mark, "\n" + prose.pages(dice, dice.randint(4, 12))


def end(mark: str, dice: Random) -> Around:
    return prose.pages(dice, dice.randint(1, 4)) + "\n", mark, dice.choice(("", "\n", "\r\n"))


def inside(mark: str, dice: Random) -> Around:
    before, after = dice.choice(
        (
            ("现将有关材料（", "）一并报上，请审阅。"),
            ("附件：", "，共三页。"),
            ("以下内容为", "，请按规定传阅。"),
            ("请查收：", "。"),
            ("本件", "，阅后退回。"),
            ("报告全文如下。", "，正文。"),
            ("（", "，请勿外传）"),
        )
    )
    return (
        f"{prose.title(dice)}\n　　{prose.sentence(dice)}{before}",
        mark,
        f"{after}{prose.sentence(dice)}\n　　{prose.paragraph(dice)}",
    )


def after_words(mark: str, dice: Random) -> Around:
    return (
        f"　　{prose.with_secrecy(dice)}{prose.sentence(dice)}\n　　{prose.with_secrecy(dice)}\n",
        mark,
        f"\n　　{prose.with_secrecy(dice)}",
    )


def after_rules(mark: str, dice: Random) -> Around:
    rule = dice.choice(
        (
            "　　国家秘密的密级分为绝密、机密、秘密三级。",
            "　　绝密级国家秘密不超过三十年，机密级不超过二十年，秘密级不超过十年。",
            "　　文件密级为机密的，应当专人保管。",
        )
    )
    return (
        f"{rule}\n{prose.pages(dice, 4)}\n",
        mark,
        f"\n{prose.title(dice)}\n",
    )


def list(mark: str, dice: Random) -> Around:
    item = dice.choice(("- ", "+ ", "1. ", "（一）", "• ", "一、", "  - "))
    return f"{prose.title(dice)}\n{item}{prose.title(dice)}\n{item}", mark, f"\n{item}{prose.title(dice)}\n"


def heading(mark: str, dice: Random) -> Around:
    return f"{prose.paragraph(dice)}\n\n{dice.choice(('# ', '## ', '### '))}", mark, f"\n\n{prose.paragraph(dice)}"


def table(mark: str, dice: Random) -> Around:
    return (
        f"{prose.title(dice)}\n\n| 序号 | 标识 | 名称 |\n| --- | :-: | --- |\n| 1 | ",
        mark,
        f" | {prose.title(dice)} |\n",
    )


def html_table(mark: str, dice: Random) -> Around:
    return (
        f"<table><tr><td>{prose.title(dice)}</td>\n<td align='center'>",
        mark,
        f"</td><td>{prose.title(dice)}</td></tr></table>",
    )


def tabbed(mark: str, dice: Random) -> Around:
    return f"序号\t名称\t备注\n1\t{prose.title(dice)}\t", mark, f"\n2\t{prose.title(dice)}\t无\n"


def quote(mark: str, dice: Random) -> Around:
    return f"{prose.paragraph(dice)}\n\n> ", mark, f"\n> {prose.title(dice)}\n\n{prose.sentence(dice)}"


def footnote(mark: str, dice: Random) -> Around:
    return f"{prose.sentence(dice)}[^1]\n\n{prose.sentence(dice)}\n\n[^1]: ", mark, "\n"


def new_page(mark: str, dice: Random) -> Around:
    return f"{prose.pages(dice, 4)}\n\f", mark, f"\n{prose.title(dice)}\n{prose.pages(dice, 1)}"


def json_value(mark: str, dice: Random) -> Around:
    ascii_only = dice.random() < 0.6
    key = dice.choice(("title", "remark", "标题", "text"))
    head = json.dumps({"id": dice.randint(1, 999), "unit": prose.title(dice)}, ensure_ascii=ascii_only)[:-1]
    name, value = (json.dumps(each, ensure_ascii=ascii_only) for each in (key, mark))
    return f'{head}, {name}: "', value[1:-1], '"}'


def program_value(mark: str, dice: Random) -> Around:
    before, after = dice.choice(
        (
            ('{"title": "', '"}'),
            ("remark = '", "'"),
            ('{"a": {"text": "', '"}}'),
        )
    )
    return before, mark, after


def file_name(mark: str, dice: Random) -> Around:
    ending = dice.choice((".docx", ".pdf", ".txt", ".xlsx", ".ofd"))
    if dice.random() < 0.5:
        return "", mark, prose.title(dice) + ending
    return prose.title(dice) + dice.choice(("（", "_", "-", "")), mark, ending


def path(mark: str, dice: Random) -> Around:
    return (
        dice.choice(("D:\\报送\\2026\\", "/home/user/文件/", "https://example.cn/upload/")),
        mark,
        f"{prose.title(dice)}.docx",
    )


def attribute(mark: str, dice: Random) -> Around:
    before, after = dice.choice(
        (
            ('<img src="a.png" alt="', '">'),
            ('<p title="', '">正文</p>'),
            ('<meta name="keywords" content="', '">'),
            ('<input value="', '"/>'),
        )
    )
    return f"<p>{prose.sentence(dice)}</p>\n{before}", mark, f"{after}\n<p>{prose.sentence(dice)}</p>"


def hidden(mark: str, dice: Random) -> Around:
    before, after = dice.choice(
        (
            ('<span style="display:none">', "</span>"),
            ('<p style="color:#ffffff">', "</p>"),
            ('<div hidden="hidden">', "</div>"),
            ('<font size="1" color="white">', "</font>"),
            ("<del>", "</del>"),
            ("<title>", "</title>"),
            ("<textarea>", "</textarea>"),
            ("<noscript>", "</noscript>"),
            ("<h1>", "</h1>"),
            ("<li>", "</li>"),
        )
    )
    return f"<p>{prose.sentence(dice)}</p>\n{before}", mark, f"{after}\n<p>{prose.sentence(dice)}</p>"


def comment(mark: str, dice: Random) -> Around:
    before, after = dice.choice(
        (
            ("<!-- ", " -->"),
            ("<!--", "-->"),
            ('<style>p::before{content:"', '"}</style>'),
            ("```\n", "\n```"),
            ("`", "`"),
            ("<script>// ", "\n</script>"),
        )
    )
    return f"{prose.paragraph(dice)}\n{before}", mark, f"{after}\n{prose.paragraph(dice)}"
