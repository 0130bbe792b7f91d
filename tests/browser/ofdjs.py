"""ofd.js 0.2.6 as published, in a page without network: what it finds in a package."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser, Error, Page

READER = Path(__file__).parent / "vendor" / "ofd.umd.min.js"
WIDTH = 800  # pixels of a page
READ = """async ([text, width]) => {
  const data = Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer;
  document.body.replaceChildren();
  // Of some damaged files it says neither yes nor no.
  const [document_] = await new Promise((ok, no) => {
    window.ofd.parseOfdDocument({ofd: data, success: ok, fail: no});
    setTimeout(() => no(new Error("no answer")), 2500);
  });
  document.body.append(...window.ofd.renderOfd(width, document_));
  const stamps = Object.values(document_.stampAnnot || {}).flat();
  const genuine = stamps.length > 0 && stamps.every((each) => each.stamp.signedInfo.VerifyRet === true);
  // The reader fetches the files to compare without waiting for them.
  const all = new Set(stamps.map((each) => each.stamp.signedInfo.signatureID));
  await new Promise((ok) => setTimeout(ok, 150));
  const lists = [...(window.toBeChecked || [])].filter(([id]) => all.has(id)).map(([, files]) => files);
  const images = [...document.querySelectorAll("svg[name=seal_img_div]")].map((each) => {
    const box = each.getBoundingClientRect(), sheet = each.parentElement.getBoundingClientRect();
    return [box.left - sheet.left, box.top - sheet.top, box.width, box.height].map((side) => Math.round(side * 210 / width));
  });
  const sheets = [...document.body.children];
  return {
    genuine, files: lists.map((each) => each.length), same: lists.every((each) => window.ofd.digestCheck(each)), images,
    pages: sheets.length, text: sheets.map((each) => each.textContent).join("\\f"),
  };
}"""


class Said(TypedDict):
    """What the reader found."""

    genuine: bool
    files: list[int]
    same: bool
    images: list[list[int]]
    pages: int
    text: str


@contextmanager
def reading(window: Browser) -> Iterator[Page]:
    """An empty page with the reader in it and no network."""
    context = window.new_context(viewport={"width": 900, "height": 2600}, offline=True)
    opened = context.new_page()
    opened.add_script_tag(path=READER)
    yield opened
    context.close()


def read(page: Page, data: bytes) -> Said | None:
    """None: the reader could not open it."""
    try:
        said: Said = page.evaluate(READ, [base64.b64encode(data).decode(), WIDTH])
    except Error:
        return None
    return said
