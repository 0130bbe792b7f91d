"""What a terminal's agent can be told, read once: which service it works for, which device it uses, on which port.

- A setting comes from the command line, else from the environment (ZHENGXUN_AGENT_SERVICE), else from the TOML file that
  ZHENGXUN_AGENT_CONFIG names (service = "https://…").
- It answers on the loopback address only; that cannot be set.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from crypto.devices import registry
from crypto.devices.registry import Address
from crypto.errors import BadAddress
from kernel.errors import StartRefused

HOST = "127.0.0.1"
PORT = 8771
_PREFIX = "ZHENGXUN_AGENT_"
_CONFIG = _PREFIX + "CONFIG"
_SERVICE = re.compile(r"https?://[A-Za-z0-9_.:\[\]-]+/?")


@dataclass(frozen=True, slots=True)
class Settings:
    """The agent of one terminal. `service`: scheme and host, lower case, nothing behind."""

    service: str
    device: Address
    port: int = PORT

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://{HOST}:{self.port}"


def read(given: Mapping[str, str | None], environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; `given`: from the command line. Raises StartRefused for the first wrong one."""
    values = _values(given, os.environ if environ is None else environ)
    return Settings(_service(values), _device(values), _port(values))


def device(given: str | None, environ: Mapping[str, str] | None = None) -> Address:
    """The terminal's device alone, for what needs no service. Raises StartRefused."""
    return _device(_values({"device": given}, os.environ if environ is None else environ))


def _values(given: Mapping[str, str | None], environ: Mapping[str, str]) -> dict[str, str]:
    known = {each.name for each in fields(Settings)}
    for name in environ:
        if name.startswith(_PREFIX) and name != _CONFIG and name.removeprefix(_PREFIX).lower() not in known:
            raise StartRefused("settings.unknown", name=name)
    values = _from_file(environ.get(_CONFIG, ""), known)
    values |= {name: environ[_PREFIX + name.upper()] for name in known if environ.get(_PREFIX + name.upper())}
    return values | {name: value for name, value in given.items() if value}


def _from_file(file: str, known: set[str]) -> dict[str, str]:
    if not file:
        return {}
    try:
        said = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StartRefused("settings.no_file", name=_CONFIG, path=file) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartRefused("settings.bad_file", path=file, detail=str(error)) from error
    if unknown := set(said) - known:
        raise StartRefused("settings.unknown", name=f"{file}: {min(unknown)}")
    return {name: str(value) for name, value in said.items()}


def _service(values: Mapping[str, str]) -> str:
    value = values.get("service", "").strip()
    if not _SERVICE.fullmatch(value):
        raise StartRefused("agent.no_service", name=_PREFIX + "SERVICE", value=value)
    return value.rstrip("/").lower()


def _device(values: Mapping[str, str]) -> Address:
    value = values.get("device", "").strip()
    try:
        return registry.parse(value)
    except BadAddress as error:
        raise StartRefused("agent.no_device", name=_PREFIX + "DEVICE", value=value) from error


def _port(values: Mapping[str, str]) -> int:
    text = values.get("port", str(PORT))
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise StartRefused("settings.expects_whole", name=_PREFIX + "PORT", value=text, limits="1-65535")
    return int(text)
