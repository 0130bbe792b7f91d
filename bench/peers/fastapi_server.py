"""Serves the FastAPI peer with the options our own server has."""

import sys

import uvicorn

if __name__ == "__main__":
    uvicorn.run(
        "bench.peers.fastapi_app:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False,
        server_header=False,
    )  # fmt: skip
