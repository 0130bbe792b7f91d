"""A web process of the tests: it says its number on every connection that is handed to it."""

import os
import socket
import sys

SERVES, WOKEN = b"s", b"w"  # as app/answering.py has them: the program itself takes seconds to load


def greet(channel: socket.socket) -> None:
    channel.send(SERVES)
    while True:
        told, handles, _, _ = socket.recv_fds(channel, 1, 1)
        if not told:
            sys.exit(0)
        for handle in handles:
            with socket.socket(fileno=handle) as connection:
                connection.send(str(os.getpid()).encode())
            channel.send(WOKEN)


def fall(_channel: socket.socket) -> None:
    sys.exit(3)
