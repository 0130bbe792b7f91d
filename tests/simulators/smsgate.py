"""A gateway of short messages: a real HTTP server on loopback that keeps to the contract, or is told not to.

- It checks every signature, remembers keys, and sends a message it has taken before no second time.
- Moods: take | refuse | busy | error | silent (no answer, nothing taken) | lost (taken, and the answer lost) | lie (says
  yes and gives no id) | forget (its memory of keys is gone).
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from crypto import sm3

KEY = b"a key both sides have agreed upon"
ANSWERS = {"refuse": 422, "busy": 429, "error": 503}
HELD = 0.6  # seconds a silent gateway keeps a client


@dataclass
class Gateway:
    """What it got, what it sent on, and how it behaves."""

    mood: str = "take"
    port: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    unsigned: int = 0

    def take(self, message: dict[str, str]) -> tuple[int, bytes]:
        """What the gateway does with a message that is properly signed."""
        self.asked.append(message)
        if self.mood in ANSWERS:
            return ANSWERS[self.mood], b""
        if self.mood == "lie":
            return 200, b'{"ok": true}'
        if message["key"] not in self.keys or self.mood == "forget":
            self.sent.append(message)
            self.keys[message["key"]] = f"g-{len(self.sent)}"
        return 202, json.dumps({"id": self.keys[message["key"]]}).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gate: Gateway = self.server.gateway  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"]))
        timestamp, nonce = self.headers["x-zhengxun-timestamp"], self.headers["x-zhengxun-nonce"]
        signed = sm3.hmac(KEY, timestamp.encode() + b"\n" + nonce.encode() + b"\n" + body).hex()
        if self.headers["x-zhengxun-signature"] != signed or nonce in gate.nonces:
            gate.unsigned += 1
            self.send_error(401)
            return
        gate.nonces.add(nonce)
        if gate.mood == "silent":
            time.sleep(HELD)
            self.close_connection = True
            return
        status, answer = gate.take(json.loads(body))
        if gate.mood == "lost":
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: numbers of people do not go to the log."""


@contextmanager
def running() -> Iterator[Gateway]:
    """A gateway on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.gateway = Gateway(port=server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.gateway  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
