"""By which address people reach this service, and where the device's agent answers on their own machine."""

from urllib.parse import urlsplit

from kernel.web import AnyRequest

AGENT_PORT = 8771
_reached: list[tuple[str, int]] = [("", AGENT_PORT)]


def install(address: str = "", agent_port: int = AGENT_PORT) -> None:
    """The service's address (empty: the one browsers ask for), and the agent's port."""
    _reached[0] = (address, agent_port)


def service_of(request: AnyRequest) -> str:
    """The address of this service as statements of devices name it."""
    host = request.headers.get("host", "")
    parts = urlsplit(_reached[0][0] or f"{request.scope['scheme']}://{host}")
    return f"{parts.scheme}://{parts.netloc}".lower()


def agent_address() -> str:
    """Where the agent answers on the person's own machine."""
    return f"http://127.0.0.1:{_reached[0][1]}"
