"""Renders every macro and state with sample data to static HTML, through the real templates, for looking at.

    .venv/bin/python tools/web/gallery.py OUT          writes OUT/*.html; /static is rewritten to files beside them
"""

import itertools
import shutil
import sys
from pathlib import Path

import jinja2

from samples import PAGES, frame

ROOT = Path(__file__).resolve().parents[2]
PAGE_DIR = Path(__file__).resolve().parent / "gallery"


def environment() -> jinja2.Environment:
    """The settings the service uses: autoescape, no undefined names."""
    loader = jinja2.FileSystemLoader([ROOT / "templates", PAGE_DIR])
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    counter = itertools.count(1)
    made.globals["new_key"] = lambda: f"00000000-0000-7000-8000-{next(counter):012d}"
    made.globals["drawn"] = lambda macro, *values: macro(*values)
    return made


def main(out: Path) -> None:
    """Write the gallery."""
    env = environment()
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / "static", ignore_errors=True)
    shutil.copytree(ROOT / "app" / "static", out / "static")
    for name, (template, context) in PAGES.items():
        html = env.get_template(template).render(**frame(), **context)
        (out / f"{name}.html").write_text(html, encoding="utf-8")
    for name in ("record", "todo"):
        template, context = PAGES[name]
        html = env.get_template(template).render(**(frame() | {"large": True}), **context)
        (out / f"{name}-large.html").write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
