"""The closing table of a crash program: what was asked, what was counted, what it means."""

import sys

MOST = 20


def closing(title: str, rows: dict[str, object], faults: list[str]) -> int:
    """Print it; the exit code is 0 only without faults."""
    width = max(len(name) for name in rows)
    lines = ["", title, "-" * 72]
    lines += [f"{name:<{width}}  {_shown(value)}" for name, value in rows.items()]
    lines.append("-" * 72)
    lines += [f"FAULT  {fault}" for fault in faults[:MOST]]
    if len(faults) > MOST:
        lines.append(f"FAULT  … and {len(faults) - MOST} more")
    lines.append("FAILED" if faults else "ok")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return 1 if faults else 0


def _shown(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
