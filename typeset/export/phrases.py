"""The fixed words of an export, from templates/print/export.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache

from typeset.document import TEMPLATES


@cache
def _phrases() -> Mapping[str, str]:
    return tomllib.loads((TEMPLATES / "export.toml").read_text(encoding="utf-8"))


def approved_line(digest: str) -> str:
    """The line that shows what was approved."""
    return _phrases()["approved"].format(digest=digest)
