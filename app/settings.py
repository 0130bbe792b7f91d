"""What an installation can set, read once.

- A setting comes from the environment (ZHENGXUN_PORT) or, when it is not there, from a TOML file (port = 8000).
  The file is ZHENGXUN_CONFIG, else zhengxun.toml in the data folder.
- A wrong value, or a name that does not exist, stops the start with the name and what is expected. Nothing is guessed.
- The object is frozen and passed on; nobody else reads the environment. Secrets are never shown.
- The only thing made here is the PIN of the embedded installation's key device, in a file only its owner can read.
"""

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app import parsers
from crypto.devices import registry
from crypto.devices.base import Driver
from crypto.devices.registry import Address
from kernel.errors import StartRefused
from submissions.rules.mailbox import Mailbox

_PREFIX = "ZHENGXUN_"
_DATA = Path(__file__).resolve().parent.parent / "data"
# Read elsewhere, before there is a settings object.
_OUTSIDE = frozenset({"ZHENGXUN_CONFIG", "ZHENGXUN_PG_BIN"})
_TEST_PREFIX = "ZHENGXUN_TEST_"
# What the terminal program reads itself (agent/settings.py); the two share the port.
_AGENT_PREFIX = "ZHENGXUN_AGENT_"
_LEAST_KEY = 32  # characters
MOST_WEBS = 4  # without being asked for more


class BadSetting(StartRefused):
    """A setting has a value that cannot be used; `code` names what is expected."""


def _set(parse: Callable[[object], Any], expects: str, default: object = None, *, secret: bool = False) -> Any:
    metadata = {"parse": parse, "expects": expects, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)


_AFFINE = hasattr(os, "sched_getaffinity")
_MINUTES = parsers.whole(1, 60 * 24 * 7)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation can set; a field is a key in the file, ZHENGXUN_ + upper case in the environment."""

    data: Path = _set(parsers.path, "path", _DATA)
    host: str = _set(parsers.text, "text", "127.0.0.1")
    port: int = _set(parsers.whole(1, 65535), "whole", 8000)
    web_processes: int | None = _set(parsers.whole(1, 16), "whole")  # None: one a core, at most MOST_WEBS
    public_url: str | None = _set(parsers.address("http", "https"), "address")
    allowed_hosts: tuple[str, ...] = _set(parsers.names, "list", ())
    trusted_proxies: tuple[str, ...] = _set(parsers.names, "list", ())
    # None: the embedded server. The owner's address is used by migrations only.
    database_url: str | None = _set(parsers.address("postgresql", "postgres"), "address", secret=True)
    owner_url: str | None = _set(parsers.address("postgresql", "postgres"), "address", secret=True)
    redis_url: str | None = _set(parsers.address("redis", "rediss", "unix"), "address", secret=True)
    device: str | None = _set(parsers.device, "device")  # None: <data>/secrets/device.json
    kek_pin: str | None = _set(parsers.text, "text", secret=True)
    kek_pin_file: Path | None = _set(parsers.path, "path")
    mail_host: str | None = _set(parsers.text, "text")
    mail_port: int = _set(parsers.whole(1, 65535), "whole", 465)
    mail_tls: str = _set(parsers.one_of("tls", "starttls", "none"), "choice", "tls")
    mail_from: str | None = _set(parsers.text, "text")
    mail_user: str | None = _set(parsers.text, "text")
    mail_password: str | None = _set(parsers.text, "text", secret=True)
    sms_url: str | None = _set(parsers.gateway, "address")  # None: no short messages
    sms_key_file: Path | None = _set(parsers.path, "path")  # what both sides sign with, at least 32 characters
    sms_ca: Path | None = _set(parsers.path, "path")  # None: the authorities of the system
    quiet_hours: str = _set(parsers.quiet, "hours", "20:00-07:30")
    intake_host: str | None = _set(parsers.text, "text")  # the mailbox mails come in by; None: none is asked
    intake_port: int = _set(parsers.whole(1, 65535), "whole", 993)
    intake_tls: str = _set(parsers.one_of("tls", "starttls", "none"), "choice", "tls")
    intake_user: str | None = _set(parsers.text, "text")
    intake_password: str | None = _set(parsers.text, "text", secret=True)
    intake_folder: str = _set(parsers.text, "text", "INBOX")
    intake_quarantine: str | None = _set(parsers.text, "text")  # folder for marked mails; None: they are erased at once
    intake_drop_port: int | None = _set(parsers.whole(1, 65535), "whole")  # SMTP on loopback; None: there is none
    libcrypto: Path | None = _set(parsers.path, "path")  # None: the system's OpenSSL 3, else gmssl-pyx
    fonts: Path | None = _set(parsers.path, "path")  # None: the fonts that come with the program
    # Off: what is installed differs from machine to machine, and the pages with it.
    system_fonts: bool = _set(parsers.flag, "flag", default=False)
    press_workers: int = _set(parsers.whole(1, 16), "whole", 2)  # processes that set and draw pages
    heads: Path | None = _set(parsers.path, "path")  # None: <data>/heads
    session_idle_minutes: int = _set(_MINUTES, "whole", 30)
    session_absolute_minutes: int = _set(_MINUTES, "whole", 480)
    unsaved_days: int = _set(parsers.whole(1, 365), "whole", 30)  # how long a text nobody saved is kept
    upload_hours: int = _set(parsers.whole(1, 168), "whole", 24)  # how long a file waits for its form
    near_hours: int = _set(parsers.whole(1, 720), "whole", 72)  # how far around a text its like is looked for
    near_percent: int = _set(parsers.whole(30, 100), "whole", 45)  # from where on two texts count as alike
    agent_port: int = _set(parsers.whole(1, 65535), "whole", 8771)
    # bound: whoever has a device signs texts off with it; always: nobody without one; never: by the session alone.
    require_device_signature: str = _set(parsers.one_of("bound", "always", "never"), "choice", "bound")
    demo: bool = _set(parsers.flag, "flag", default=False)
    clock: Path | None = _set(parsers.path, "path")  # drill time (app/drill.py); None: the real one

    @property
    def webs(self) -> int:
        """How many processes answer requests."""
        return self.web_processes or min(MOST_WEBS, len(os.sched_getaffinity(0)) if _AFFINE else os.cpu_count() or 1)

    @property
    def mailbox(self) -> Mailbox | None:
        """The mailbox mails come in by."""
        if self.intake_host is None:
            return None
        return Mailbox(
            self.intake_host, self.intake_port, self.intake_tls, self.intake_user or "", self.intake_password or "",
            self.intake_folder, self.intake_quarantine,
        )  # fmt: skip

    @property
    def embedded(self) -> bool:
        """The database is our own server in the data folder."""
        return self.database_url is None

    @property
    def postgres_folder(self) -> Path:
        """Folder of the embedded server."""
        return self.data / "postgres"

    @property
    def blobs_folder(self) -> Path:
        """Folder of the sealed files."""
        return self.data / "blobs"

    @property
    def secrets_folder(self) -> Path:
        """The service's key device, or what is sealed to its card."""
        return self.data / "secrets"

    @property
    def device_address(self) -> Address:
        """The service's key device."""
        if self.device is None:
            return Address(Driver.SOFTWARE, str(self.secrets_folder / "device.json"))
        return registry.parse(self.device)

    @property
    def heads_folder(self) -> Path:
        """Where signed journal heads are copied to."""
        return self.heads or self.data / "heads"

    @property
    def trust_folder(self) -> Path:
        """Certificates of the authorities to rely on, and their lists (crypto/certificates/trust.py)."""
        return self.data / "trust"

    @property
    def ca_folder(self) -> Path:
        """The own authority, where this installation has one (docs/ca.md)."""
        return self.data / "ca"

    def shown(self) -> dict[str, str]:
        """Every setting as text, secrets as dots."""
        return {each.name: _shown(each, getattr(self, each.name)) for each in fields(self)}

    def sms_key(self) -> bytes:
        """What this service and the gateway of short messages sign with."""
        if self.sms_key_file is None:
            raise BadSetting("settings.sms_no_key", name="ZHENGXUN_SMS_KEY_FILE")
        try:
            key = self.sms_key_file.read_bytes().strip()
        except OSError as error:
            raise BadSetting("settings.sms_key_unreadable", path=str(self.sms_key_file)) from error
        if len(key) < _LEAST_KEY:
            raise BadSetting("settings.sms_key_short", path=str(self.sms_key_file), least=_LEAST_KEY)
        return key

    def pin(self) -> str:
        """The PIN that opens the key device; made once where the database is embedded."""
        if self.kek_pin is not None:
            return self.kek_pin
        path = self.kek_pin_file or self.data / "secrets" / "pin"
        if not path.exists() and self.kek_pin_file is None and self.embedded:
            _write_secret(path)
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting("settings.no_pin", path=str(path)) from error


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; BadSetting for the first wrong one."""
    environ = os.environ if environ is None else environ
    known = {each.name: each for each in fields(Settings)}
    for name in environ:
        foreign = not name.startswith(_PREFIX) or name.startswith((_TEST_PREFIX, _AGENT_PREFIX)) or name in _OUTSIDE
        if not foreign and name.removeprefix(_PREFIX).lower() not in known:
            raise BadSetting("settings.unknown", name=name)
    given = {name: environ[_PREFIX + name.upper()] for name in known if environ.get(_PREFIX + name.upper())}
    data: Path = _parsed(known["data"], given["data"], _PREFIX + "DATA") if "data" in given else _DATA
    chosen = environ.get("ZHENGXUN_CONFIG")
    file = parsers.path(chosen) if chosen else data / "zhengxun.toml"
    values = {name: _parsed(known[name], raw, _PREFIX + name.upper()) for name, raw in given.items()}
    for name, raw in _from_file(file, wanted=bool(chosen)).items():
        if name not in known:
            raise BadSetting("settings.unknown", name=f"{file}: {name}")
        values.setdefault(name, _parsed(known[name], raw, f"{file}: {name}"))
    settings = Settings(**values)
    if settings.owner_url and not settings.database_url:
        raise BadSetting("settings.owner_without_database", name="ZHENGXUN_OWNER_URL")
    if settings.sms_url:
        settings.sms_key()
    return settings


def _from_file(file: Path, *, wanted: bool) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        if wanted:
            raise BadSetting("settings.no_file", name="ZHENGXUN_CONFIG", path=str(file)) from error
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting("settings.bad_file", path=str(file), detail=str(error)) from error


def _parsed(each: Field[Any], raw: object, name: str) -> Any:
    try:
        return each.metadata["parse"](raw)
    except ValueError as error:
        value = "***" if each.metadata["secret"] else str(raw)
        code = f"settings.expects_{each.metadata['expects']}"
        raise BadSetting(code, name=name, value=value, limits=str(error)) from error


def _shown(each: Field[Any], value: object) -> str:
    if value is None:
        return "-"
    if each.metadata["secret"]:
        return _masked(str(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _masked(value: str) -> str:
    """The host of an address stays readable, the rest of a secret does not."""
    parts = urlsplit(value)
    return f"{parts.scheme}://***@{parts.hostname or ''}{parts.path}" if "://" in value else "***"


def _write_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24))
        file.flush()
        os.fsync(file.fileno())
