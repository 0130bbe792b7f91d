"""python -m tools.lint: print every place that breaks a rule; exit code 1 when there is one."""

import sys
from pathlib import Path

from tools.lint.base import examine, files
from tools.lint.rules import RULES, STAGES

PACKAGES = ("app", "agent", "workers", *STAGES, "typeset", "marking", "kernel", "crypto", "tools")


def main() -> int:
    """The number of findings decides the exit code."""
    project = Path(__file__).resolve().parents[2]
    findings = [finding for source in files(project, PACKAGES) for finding in examine(source, RULES)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
