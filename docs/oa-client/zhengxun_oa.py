"""Sample client of the signed OA interface of 政讯 (docs/oa.md). Standard library only; Python 3.11 or later.

    ZX_KEY=… ZX_SECRET=… python zhengxun_oa.py https://zhengxun.example lists
    ZX_KEY=… ZX_SECRET=… python zhengxun_oa.py https://zhengxun.example send item.json REQUEST-KEY
    ZX_KEY=… ZX_SECRET=… python zhengxun_oa.py https://zhengxun.example state ID

The secret comes from the environment, never from the command line: others can read that.
"""

import hashlib
import hmac
import json
import os
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SCHEME = "ZX-HMAC-SM3"


def signed(key: str, secret: str, method: str, target: str, body: bytes) -> dict[str, str]:
    """The headers of one request; each is good once and for five minutes."""
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    nonce, digest = secrets.token_urlsafe(24), hashlib.new("sm3", body).hexdigest()
    lines = f"{SCHEME}\n{method}\n{target}\n{date}\n{nonce}\n{digest}\n{key}"
    signature = hmac.digest(secret.encode(), lines.encode(), "sm3").hex()
    return {
        "X-ZX-Key": key,
        "X-ZX-Date": date,
        "X-ZX-Nonce": nonce,
        "X-ZX-Digest": digest,
        "X-ZX-Signature": signature,
    }


class Refused(Exception):
    """The service said no: RFC 9457, `problem` holds its words."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem.get('title', '')} {problem.get('detail', '')}".strip())
        self.problem = dict(problem)


class Client:
    """One unit's connection."""

    def __init__(self, base: str, key: str, secret: str) -> None:
        self.base, self.key, self.secret = base.rstrip("/"), key, secret

    def lists(self) -> dict[str, Any]:
        """The codes to send with, and the unit's signers."""
        return self.ask("GET", "/api/v1/oa/lists")

    def send(self, item: Mapping[str, Any], request_key: str) -> dict[str, Any]:
        """Send a text. Use the same `request_key` when you repeat it: it is taken once."""
        body = json.dumps(item, ensure_ascii=False).encode()
        return self.ask("POST", "/api/v1/oa/submissions", body, {"Idempotency-Key": request_key})

    def state(self, id: str) -> dict[str, Any]:
        """Where a text stands."""
        return self.ask("GET", f"/api/v1/oa/submissions/{id}")

    def ask(self, method: str, target: str, body: bytes = b"", more: Mapping[str, str] | None = None) -> dict[str, Any]:
        """One signed request. Raises Refused."""
        headers = signed(self.key, self.secret, method, target, body) | dict(more or {})
        if body:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.base + target, data=body or None, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(json.load(error)) from error


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    client = Client(arguments[0], os.environ["ZX_KEY"], os.environ["ZX_SECRET"])
    try:
        match arguments[1:]:
            case ["lists"]:
                answer = client.lists()
            case ["send", path, request_key]:
                answer = client.send(json.loads(Path(path).read_text(encoding="utf-8")), request_key)
            case ["state", id]:
                answer = client.state(id)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except Refused as refused:
        print(json.dumps(refused.problem, ensure_ascii=False, indent=2), file=sys.stderr)
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
