"""The cryptographic library an installation names, in use before anything loads a key."""

from app.settings import Settings
from crypto import engines
from crypto.errors import EngineMissing
from crypto.libcrypto import Libcrypto
from kernel.errors import StartRefused


def use(settings: Settings) -> None:
    """Use the named library in this process; without one, what the system has. Raises StartRefused."""
    if settings.libcrypto is None:
        return
    try:
        engines.use(Libcrypto(str(settings.libcrypto)))
    except EngineMissing as missing:
        raise StartRefused("settings.no_libcrypto", path=str(settings.libcrypto)) from missing
