"""What processes cost: their processor time and their memory, read from /proc.

Rule: a server is its process and all that this process has started.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
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
    ticks = sum(map(int, fields[11:15]))  # utime, stime, and those of children that have ended
    return Cost(ticks / _TICKS, int(statm.split()[1]) * _PAGE)
