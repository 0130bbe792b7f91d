"""Published local rule sets, to begin a draft from: files of data, each with its source."""

import tomllib
from pathlib import Path

import msgspec

from identity.rights import Right, demand
from kernel.actor import Actor
from scores.rules.ruleset import RuleSet

FOLDER = Path(__file__).resolve().parents[1] / "data"


def listing(viewer: Actor) -> list[tuple[str, RuleSet]]:
    """Every sample: its code and what it says."""
    demand(viewer, Right.SCORE_RULES)
    return [(path.stem, _read(path)) for path in sorted(FOLDER.glob("*.toml"))]


def one(viewer: Actor, code: str) -> RuleSet | None:
    """A sample, or None."""
    return dict(listing(viewer)).get(code)


def _read(path: Path) -> RuleSet:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), RuleSet)
