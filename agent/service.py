"""What the agent says to the service it was set up for: statements of presence, and that the device is gone.

- Short waits: a service that does not answer in two seconds is asked again two seconds later.
- Redirects are not followed and no proxy is used: the address is the one that was set.
"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any

WAIT = 2.0  # seconds
LONGEST = 64 << 10  # bytes of an answer


class ServiceAway(Exception):
    """No usable answer: not reached, busy, or not such a service. Asking again is right."""


class ServiceRefuses(Exception):
    """It does not know the device, or another address was signed. Asking again would not help."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The service's answer to a statement; see identity's presence."""

    accepted: bool
    nonce: bytes
    sessions: int
    waiting: bool


class _Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, _request: urllib.request.Request, _body: IO[bytes], _code: int, _words: str, _head: HTTPMessage, _url: str
    ) -> None:
        return None


class Service:
    """One service, by its address."""

    def __init__(self, address: str) -> None:
        """`address`: scheme and host."""
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Straight)

    def present(self, device: str, nonce: bytes, signature: bytes) -> Heard:
        """Tell it. Raises ServiceAway, ServiceRefuses."""
        said = {"device": device, "nonce": nonce.hex(), "signature": signature.hex()}
        try:
            answer = json.loads(self._post("/api/v1/device/presence", said))
            return Heard(
                answer["accepted"] is True,
                bytes.fromhex(answer["nonce"]),
                int(answer["sessions"]),
                answer["waiting"] is True,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ServiceAway from error

    def gone(self, device: str, nonce: bytes) -> None:
        """Tell it. Raises ServiceAway, ServiceRefuses."""
        self._post("/api/v1/device/gone", {"device": device, "nonce": nonce.hex()})

    def reachable(self) -> bool:
        """Whether it answers at all."""
        try:
            self._send(urllib.request.Request(f"{self.address}/health/live"))  # noqa: S310 - the address that was set
        except (ServiceAway, ServiceRefuses):
            return False
        return True

    def _post(self, path: str, said: dict[str, str]) -> bytes:
        head = {"Content-Type": "application/json", "Accept": "application/json"}
        body = json.dumps(said).encode()
        return self._send(urllib.request.Request(self.address + path, body, head))  # noqa: S310 - as above

    def _send(self, request: urllib.request.Request) -> bytes:
        refused = {400, 403}
        try:
            with self._opener.open(request, timeout=WAIT) as answer:
                found: Any = answer.read(LONGEST)
                return bytes(found)
        except urllib.error.HTTPError as error:
            error.close()
            raise (ServiceRefuses if error.code in refused else ServiceAway) from error
        except (OSError, HTTPException, ValueError) as error:
            raise ServiceAway from error
