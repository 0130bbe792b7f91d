"""Every page a person can reach: links are followed from 待办 until no new kind of page turns up.

- A kind of page is its address with ids and numbers left out; of each kind the first `most` found are opened.
- What others opened before is opened again only from the first page on, and where the role makes a difference.
- Downloads and addresses that end the session are not followed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.browser.people import Visitor

OUTSIDE = ("xitong", "baomi", "shenji")
ROLES = (
    "yunlu.xinxi1", "yunlu.qianfa", "canglang.xinxi1", "guizhou.xinxi1", "shaixuan", "bianji1", "zhuren", "jiaodui",
    "lingdao1", "zhiban", *OUTSIDE,
)  # fmt: skip
# Of these every role has its own: what waits, and what can be done.
EACH = ("/", "/submissions/{id}", "/issues/{id}")
# The editorial office's and the leaders' pages: links must lead to every one of them.
OFFICE = (
    "/editing", "/articles/{id}/join", "/questions", "/questions/{id}", "/events/{id}", "/issues/{id}/distribution",
    "/issues/plan", "/numbers", "/steps", "/wording", "/kinds/new", "/kinds/{id}", "/kinds/{id}/list", "/lists", "/lists/{id}",
    "/deliveries/{id}", "/deliveries/handover", "/leader", "/instructions/new", "/instructions/tidy", "/instructions/ranks",
    "/instructions/{id}", "/instructions/{id}/history", "/scores/{id}", "/scores/rules/{id}",
    "/scores/appeals/{id}", "/scores/corrections", "/scores/upward", "/scores/periods", "/circulars", "/circulars/{id}",
    "/commendations/{id}", "/silence", "/figures",
)  # fmt: skip
# Reached by typing, by the account's owner, or not by a link at all.
STARTS = ("/", "/me", "/password", "/search", "/search?q=%E5%A4%87%E5%8B%98", "/search?q=%E4%BA%BA%E6%B7%BB%E6%89%8B")
TYPED = {"bianji1": ("/questions",)}
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOWNLOAD = re.compile(
    r"/(?:pdf|ofd|xlsx|responsibility/\w+|replay\.xlsx|document|catalogue/(?:table|form)|export/\w+|package|files/[^/]+|signatures/[^/]+|scans/[^/]+|static/.*|api/.*|pages/\d+)$"
)
_LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_SHADES = {"density", "sort", "after", "before", "next", "prev", "source", "record", "since", "until"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A page that is open now."""

    kind: str
    path: str
    status: int


def kind_of(url: str) -> str:
    """The address without what makes it one record or one shade of a list."""
    parts = urlsplit(url)
    path = re.sub(r"/\d+(?=/|$)", "/{n}", _ID.sub("{id}", parts.path))
    path = re.sub(r"^/settings/tables/\w+", "/settings/tables/{name}", path)  # one page for every table of the office
    names = sorted({name for name, _ in parse_qsl(parts.query)} - _SHADES)
    return path + (f"?{'&'.join(names)}" if names else "")


def walk(visitor: Visitor, seen: Counter[str] | None = None, most: int = 1) -> Iterator[Stop]:
    """Open page after page. `seen`: kinds that were opened before, by others too."""
    count: Counter[str] = Counter() if seen is None else seen
    waiting = [*STARTS, *TYPED.get(visitor.login, ())]
    known = set(waiting)
    rail: set[str] = set()
    mine: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        # A page that others opened is read again for its links only where they differ from role to role.
        if mine[kind] >= most or (count[kind] >= most and path not in rail and kind not in EACH):
            continue
        mine[kind] += 1
        if count[kind] < most:
            answer = visitor.page.goto(path)
            if answer is None:
                continue
            count[kind] += 1
            yield Stop(kind, path, answer.status)
            links = _links(visitor)
        else:
            links = _links_unseen(visitor, path)
        rail = rail or set(links)
        waiting += [link for link in links if link not in known]
        known.update(links)


def _links(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate(
        """() => Array.from(document.querySelectorAll("a[href]"), (a) => new URL(a.getAttribute("href"), location.href))
           .filter((u) => u.origin === location.origin).map((u) => u.pathname + u.search)"""
    )
    return _followed(found)


def _links_unseen(visitor: Visitor, path: str) -> list[str]:
    """Where a page leads, read off its text: the browser need not draw a kind of page again."""
    answer = visitor.context.request.get(path)
    there = (urlsplit(urljoin(answer.url, unescape(link))) for link in _LINK.findall(answer.text()))
    own = urlsplit(visitor.address)
    found = [f"{to.path}?{to.query}" if to.query else to.path for to in there if to[:2] == own[:2]]
    return _followed(found)


def _followed(found: Iterable[str]) -> list[str]:
    return [link for link in dict.fromkeys(found) if not _DOWNLOAD.search(urlsplit(link).path)]
