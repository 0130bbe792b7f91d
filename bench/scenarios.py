"""What is measured. Each scenario is one request of one person, the same bytes for every stack but for Host and keys.

- list: the HTML list, 50 rows, titles opened, half of the pages behind the first.
- read: one submission as JSON, opened.
- submit: a form that keeps a text and sends it for signature; every one has its own text and key.
- search rare, middle, frequent: by how many texts hold the word; first page of hits, each checked in clear.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote, urlencode
from uuid import uuid4

from bench.house import House, SignedIn
from bench.servers import Server
from bench.texts import Writer
from submissions.forms import submissions as forms

FORM = {"category": "work", "urgency": "normal", "genre": "news", "act": "request_sign", "source": "", "contact": ""}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of request: `feed(server, count)` gives at least `count` ready requests."""

    name: str
    title: str
    status: int
    feed: Callable[[Server, int], Iterator[bytes]]


def scenarios(house: House, writer: Writer, seed: int) -> list[Scenario]:
    """All of them, in the order they are shown."""
    dice = random.Random(seed)
    pages = ["/submissions", *(f"/submissions?after={quote(forms.token(key) or '')}" for key in house.keys)]
    lists = [path for page in pages[1:] for path in (pages[0], page)]
    reads = [f"/api/v1/submissions/{id}" for id in house.reads]
    dice.shuffle(reads)

    def gets(paths: list[str]) -> Callable[[Server, int], Iterator[bytes]]:
        return lambda server, _count: cycle([get(server, path, house.reader) for path in paths])

    def search(words: tuple[str, ...]) -> Callable[[Server, int], Iterator[bytes]]:
        return gets([f"/api/v1/submissions?q={quote(word)}" for word in words])

    def submits(server: Server, count: int) -> Iterator[bytes]:
        return iter([post(server, house.writer, writer.title(), writer.body()) for _ in range(count)])

    return [
        Scenario("list", "list page, 50 rows, HTML", 200, feed=gets(lists)),
        Scenario("read", "point read, JSON", 200, feed=gets(reads)),
        Scenario("submit", "durable submit", 303, feed=submits),
        *(
            Scenario(f"search {name}", f"search, {name} word", 200, feed=search(words))
            for name, words in house.words.items()
        ),
    ]


def get(server: Server, path: str, who: SignedIn) -> bytes:
    """A page or a JSON read."""
    return (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: zx_session={who.cookie}\r\n\r\n").encode()


def post(server: Server, who: SignedIn, title: str, body: str) -> bytes:
    """The writing form."""
    fields = {**FORM, "title": title, "body": body, "_key": uuid4().hex, "_csrf": who.token}
    content = urlencode(fields).encode()
    head = (
        f"POST /submissions/new HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: zx_session={who.cookie}\r\n"
        f"Origin: http://127.0.0.1:{server.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
