"""The web application is put together once in a worker: its routes and their answers' forms take most of a second."""

from pathlib import Path

from litestar import Litestar

from app import main, signin
from app.settings import Settings

_built: list[Litestar] = []


def application(folder: Path, dsn: str) -> Litestar:
    """The application over a runtime that the caller opens; the figures for sessions are put in force anew."""
    settings = Settings(data=folder)
    if _built:
        signin.middleware(settings)
    else:
        _built.append(main.build(settings, dsn, jobs=False, opened=True))
    return _built[0]
