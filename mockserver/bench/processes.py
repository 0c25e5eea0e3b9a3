"""What processes cost: their processor time and their memory; and which processors they run on.

Rule: a server is its process and all that this process has started.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mockserver.frozen import frozen

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@frozen
class Cost:
    """Of a tree of processes, so far."""

    cpu: float  # seconds of processor time, user and system
    memory: int  # bytes resident; what processes share counts for each


def cost(pid: int) -> Cost:
    """What a process and its descendants have cost; one that has ended counts as nothing."""
    each = [_cost(process) for process in tree(pid)]
    return Cost(sum(one.cpu for one in each), sum(one.memory for one in each))


def tree(pid: int) -> Iterator[int]:
    """The process and its descendants."""
    yield pid
    for task in _lines(PROC / str(pid) / "task"):
        for child in _read(PROC / str(pid) / "task" / task / "children").split():
            yield from tree(int(child))


def _lines(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:  # it has ended meanwhile
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _cost(pid: int) -> Cost:
    stat, statm = _read(PROC / str(pid) / "stat"), _read(PROC / str(pid) / "statm")
    if not stat or not statm:
        return Cost(0.0, 0)
    fields = stat.rpartition(")")[2].split()  # behind the command's name, which may hold anything
    ended = sum(map(int, fields[13:15])) / _TICKS  # user and system time of children that have ended
    return Cost(_processor_time(pid) + ended, int(statm.split()[1]) * _PAGE)


def _processor_time(pid: int) -> float:
    """Seconds of one process; its clock counts nanoseconds, and /proc hundredths of a second.

    The clock's id is made as clock_getcpuclockid(3) makes it.
    """
    with suppress(OSError):  # it has ended meanwhile
        return time.clock_gettime(~pid << 3 | 2)
    return 0.0


@contextmanager
def on_one_processor(pids: Iterable[int]) -> Iterator[None]:
    """Processes and what they have started share one processor, and what this thread starts has the others.

    That ends with the block. Where there is one processor, or the system lets nobody choose, nothing changes.
    """
    everywhere = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
    if len(everywhere) < 2:
        yield
        return
    servers, here = tuple(pids), {max(everywhere)}
    _place(servers, here)
    os.sched_setaffinity(0, everywhere - here)
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)
        _place(servers, everywhere)


def _place(pids: Iterable[int], where: set[int]) -> None:
    for process in (each for pid in pids for each in tree(pid)):
        for task in _lines(PROC / str(process) / "task"):
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.sched_setaffinity(int(task), where)
