"""Our product as the bench serves it: `zhengxun up`, with one constant set to the row count the peers show.

The job loop is left to the worker process, as the peers have none.
"""

import sys

from app import cli
from submissions import queries

if __name__ == "__main__":
    queries.PAGE = int(sys.argv[1])
    sys.exit(cli.main(["up", "--no-jobs"]))
