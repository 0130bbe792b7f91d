"""A batch of JSON lines through all processors: answers in the order of the lines, no more of them in memory than run.

- A short batch is answered here: starting processes costs more than a few thousand short texts.
- Whenever the input pauses, everything it has given so far is answered: who writes a line and waits gets the answer.
"""

import os
import select
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeAlias

from marking.report import Answer, answers

Packet: TypeAlias = list[tuple[int, bytes]]
TOGETHER = 400  # lines handed to a process at a time
FEW = 4_000  # lines that are answered here
AHEAD = 4  # packets for each process that may wait
CHUNK = 1 << 20  # bytes


def answered(handle: int, workers: int | None = None) -> Iterator[list[Answer]]:
    """Answers for the lines that come out of a file descriptor, a packet at a time."""
    number = workers or os.cpu_count() or 1
    packets = _packets(handle)
    done = 0
    for packet in packets:
        yield answers(packet)
        done += len(packet)
        if done >= FEW and number > 1:
            break
    with ProcessPoolExecutor(number) as pool:
        waiting: deque[Future[list[Answer]]] = deque()
        for packet in packets:
            if packet:
                waiting.append(pool.submit(answers, packet))
            while waiting and (not packet or len(waiting) >= AHEAD * number):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _packets(handle: int) -> Iterator[Packet]:
    """Lines with their numbers; an empty packet where the input pauses."""
    packet: Packet = []
    number = 0
    for line in _lines(handle):
        if line is None:
            yield packet
            yield []
            packet = []
            continue
        number += 1
        packet.append((number, line))
        if len(packet) == TOGETHER:
            yield packet
            packet = []
    yield packet


def _lines(handle: int) -> Iterator[bytes | None]:
    """Each line; None where nothing more can be had without waiting."""
    begun = bytearray()
    while chunk := os.read(handle, CHUNK):
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            yield bytes(begun + line)
            begun.clear()
        begun += rest
        if not _ready(handle):
            yield None
    if begun:
        yield bytes(begun)


def _ready(handle: int) -> bool:
    """Whether a read would not wait; always, for what cannot be asked."""
    try:
        return bool(select.select([handle], [], [], 0)[0])
    except (OSError, ValueError):
        return True
