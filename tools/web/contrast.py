"""Checks that every pair of text and ground used by the style sheets holds WCAG AA. Exit code 1 names the pairs that fail."""

import re
import sys
from pathlib import Path

TOKENS = Path(__file__).resolve().parents[2] / "app" / "static" / "css" / "tokens.css"
GROUNDS = ("paper", "surface", "raised", "sunken", "line-2")
TEXT = [(ink, ground) for ink in ("ink", "ink-2") for ground in GROUNDS]
TEXT += [("ink-3", ground) for ground in ("paper", "surface", "raised")]
TEXT += [(tone, f"{tone}-soft") for tone in ("blue", "yellow", "red", "green")]
TEXT += [(tone, ground) for tone in ("blue", "yellow", "red", "green", "link", "vermilion") for ground in ("paper", "surface", "raised")]
TEXT += [("raised", "vermilion"), ("raised", "vermilion-deep"), ("raised", "ink")]
SIGNS = [(sign, ground) for sign in ("edge", "focus", "blue-bar", "red-bar", "green-bar") for ground in ("paper", "surface", "raised")]


def luminance(colour: str) -> float:
    """WCAG relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def failures(css: str) -> list[str]:
    """Pairs below their limit: 4.5 for text, 3 for signs and edges."""
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    wanted = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in SIGNS]
    return [f"{a} on {b}: {ratio(colours[a], colours[b]):.2f} < {least}" for (a, b), least in wanted if ratio(colours[a], colours[b]) < least]


if __name__ == "__main__":
    found = failures(TOKENS.read_text(encoding="utf-8").split("@media")[0])
    print("\n".join(found) or f"{len(TEXT) + len(SIGNS)} pairs hold")  # noqa: T201 - a command line tool
    sys.exit(bool(found))
