"""A job in an interpreter of its own, where the system cannot fork: `python -P -m marking.child.alone MODULE`.

The line is standard input and output. Limits are those of the clock, which the service keeps.
"""

import importlib
import os
import sys
from pathlib import Path

from marking.child.limits import folder_of_job
from marking.child.nursery import FAILED, OUT_OF_MEMORY


def main() -> None:
    """Answer the one question that comes."""
    (module,) = sys.argv[1:]
    try:
        serve = importlib.import_module(module).serve
        folder_of_job(Path.cwd())
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:  # noqa: BLE001 - what went wrong may hold words of the file
        os._exit(FAILED)


if __name__ == "__main__":
    main()
