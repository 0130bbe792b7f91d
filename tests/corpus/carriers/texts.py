"""Places of plain text, Markdown and web pages where words can stand, in the encodings of the trade."""

import base64
import json
from html import escape as attribute

from tests.corpus.carriers.parts import ORDINARY, Maker, escape

_BIG5 = str.maketrans("绝机秘级个长启内", "絕機秘級個長啟內")
_TAIL = "請各單位於本月底前報送落實情況，逾期不再受理。"


def _lines(words: str) -> str:
    return f"{ORDINARY}\n{words}\n二、有关情况\n"


def _big5(words: str) -> bytes:
    return f"{_TAIL}\n{words.translate(_BIG5)}\n{_TAIL}\n".encode("big5")


def page(body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">{head}</head><body><p>{ORDINARY}</p>{body}</body></html>'
    ).encode()


def _declared(words: str, charset: str) -> bytes:
    return f'<html><head><meta charset="{charset}"></head><body><p>{ORDINARY}</p><p>{escape(words)}</p></body></html>'.encode(
        charset
    )


def _said(words: str) -> str:
    return attribute(words, quote=True)


def _references(words: str) -> str:
    return "".join(f"&#{ord(each)};" for each in words)


PLAIN: dict[str, Maker] = {
    "utf-8": lambda t: _lines(t).encode(),
    "utf-8 with mark": lambda t: _lines(t).encode("utf-8-sig"),
    "gb18030": lambda t: _lines(t).encode("gb18030"),
    "utf-16 little": lambda t: _lines(t).encode("utf-16"),
    "utf-16 big": lambda t: b"\xfe\xff" + _lines(t).encode("utf-16-be"),
    "utf-16 without mark": lambda t: _lines(t).encode("utf-16-le"),
    "utf-16 big without mark": lambda t: _lines(t).encode("utf-16-be"),
    "utf-32": lambda t: _lines(t).encode("utf-32"),
    "big5": _big5,
    "old line ends": lambda t: _lines(t).replace("\n", "\r").encode("gb18030"),
    "far down": lambda t: (f"{ORDINARY}\n" * 3000 + f"{t}\n" + f"{ORDINARY}\n" * 3000).encode("gb18030"),
    "comma separated": lambda t: f"序号,名称,备注\r\n1,{ORDINARY},{t}\r\n".encode("gb18030"),
    "json": lambda t: json.dumps({"title": ORDINARY, "note": t}, ensure_ascii=False).encode(),
    "json, escaped": lambda t: json.dumps({"title": ORDINARY, "note": t}).encode(),
}
MARKDOWN: dict[str, Maker] = {
    "paragraph": lambda t: f"# 情况\n\n{ORDINARY}\n\n{t}\n".encode(),
    "heading": lambda t: f"# {t}\n\n{ORDINARY}\n".encode(),
    "bold characters": lambda t: f"{ORDINARY}\n\n{''.join(f'**{each}**' for each in t)}\n".encode(),
    "comment": lambda t: f"{ORDINARY}\n\n<!-- {t} -->\n".encode(),
    "link title": lambda t: f'{ORDINARY} [附件](a.docx "{t}")\n'.encode(),
    "picture's words": lambda t: f"{ORDINARY}\n\n![{t}](a.png)\n".encode(),
    "reference": lambda t: f'{ORDINARY} [附件][1]\n\n[1]: a.docx "{t}"\n'.encode(),
    "front matter": lambda t: f"---\ntitle: 情况\nnote: {t}\n---\n\n{ORDINARY}\n".encode(),
    "code": lambda t: f"{ORDINARY}\n\n```\n{t}\n```\n".encode(),
    "footnote": lambda t: f"{ORDINARY}[^1]\n\n[^1]: {t}\n".encode("gb18030"),
    "table": lambda t: f"| 名称 | 备注 |\n| --- | --- |\n| 报告 | {t} |\n".encode(),
}
WEB: dict[str, Maker] = {
    "paragraph": lambda t: page(f"<p>{escape(t)}</p>"),
    "split spans": lambda t: page("".join(f"<span>{escape(each)}</span>" for each in t)),
    "references": lambda t: page(f"<p>{_references(t)}</p>"),
    "table cells": lambda t: page("<table><tr>" + "".join(f"<td>{escape(each)}</td>" for each in t) + "</tr></table>"),
    "title": lambda t: page("", f"<title>{escape(t)}</title>"),
    "description": lambda t: page("", f'<meta name="description" content="{_said(t)}">'),
    "comment": lambda t: page(f"<!-- {t} -->"),
    "alt text": lambda t: page(f'<img src="a.png" alt="{_said(t)}">'),
    "tooltip": lambda t: page(f'<b title="{_said(t)}">附件</b>'),
    "hidden": lambda t: page(f"<div hidden>{escape(t)}</div>"),
    "white": lambda t: page(f'<span style="color:#fff;font-size:1px">{escape(t)}</span>'),
    "form field": lambda t: page(f'<input type="hidden" value="{_said(t)}">'),
    "placeholder": lambda t: page(f'<textarea placeholder="{_said(t)}"></textarea>'),
    "option": lambda t: page(f"<select><option>{escape(t)}</option></select>"),
    "style content": lambda t: page("", f'<style>p::before{{content:"{t}"}}</style>'),
    "script": lambda t: page(f'<script>document.title = "{t}";</script>'),
    "script data": lambda t: page(
        f'<script type="application/json">{json.dumps({"a": t}, ensure_ascii=False)}</script>'
    ),
    "data attribute": lambda t: page(f'<p data-level="{_said(t)}">附件</p>'),
    "no script": lambda t: page(f"<noscript>{escape(t)}</noscript>"),
    "template": lambda t: page(f"<template><p>{escape(t)}</p></template>"),
    "frame in place": lambda t: page(f'<iframe srcdoc="{_said(f"<p>{escape(t)}</p>")}"></iframe>'),
    "drawing": lambda t: page(f"<svg><text>{escape(t)}</text></svg>"),
    "ruby": lambda t: page("<ruby>" + "".join(f"{escape(each)}<rt>x</rt>" for each in t) + "</ruby>"),
    "gb18030": lambda t: _declared(t, "gb18030"),
    "big5": lambda t: f'<meta charset="big5"><p>{_TAIL}</p><p>{t.translate(_BIG5)}</p>'.encode("big5"),
    "utf-16": lambda t: f"<html><body><p>{ORDINARY}</p><p>{escape(t)}</p></body></html>".encode("utf-16"),
    "address of data": lambda t: page(
        f'<iframe src="data:text/html;charset=utf-8;base64,{base64.b64encode(t.encode()).decode()}"></iframe>'
    ),
}
