"""Data found by their numbers: a call that was placed elsewhere names nothing else.

Rule: nothing is kept before the first look; each look takes in what has come since the one before it. Of
made-up data those count that were handed out: nobody outside knows the others. The newest ``MOST_DATA`` of
those that no scenario gave are found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from mockserver.auth import keep_newest
from mockserver.kit import Office
from mockserver.vendors.huawei.obs.outbound import (
    ADDED,
    HANDED_OUT,
    INDEXED,
    MOST_DATA,
    Datum,
    Task,
    datum_at,
    tasks,
)

PLACES = "huawei.obs.places"  # by task and number: which of the task's data have it


def with_number(office: Office, number: str) -> Iterator[Datum]:
    """The data of a number: those of the oldest task first, and of a task as they came."""
    for task in tasks(office):
        _take_in(office, task)
        for place in office.rows.get(PLACES, f"{task.key} {number}") or ():
            datum = datum_at(office, task, place)
            if datum is not None:
                yield datum


def _take_in(office: Office, task: Task) -> None:
    """Let those data of a task be found that could not be until now."""
    before = office.rows.get(INDEXED, task.key) or (0, 0)
    handed_out = min(office.rows.get(HANDED_OUT, task.key) or 0, task.size)
    now = (max(len(task.numbers), handed_out), office.rows.get(ADDED, task.key) or 0)
    if now == before:
        return
    office.rows.put(INDEXED, task.key, now)
    found: dict[str, list[int]] = defaultdict(list)
    places = chain(range(before[0], now[0]), range(task.size + before[1], task.size + now[1]))
    for place in places:
        number = _number_at(office, task, place)
        if number is not None:
            found[number].append(place)
    for number, new in found.items():
        _note(office, task, number, new)


def _number_at(office: Office, task: Task, place: int) -> str | None:
    if place < len(task.numbers):  # there may be a hundred thousand, and nobody has touched them yet
        return task.numbers[place]
    datum = datum_at(office, task, place)
    return None if datum is None else datum.number


def _note(office: Office, task: Task, number: str, places: list[int]) -> None:
    key = f"{task.key} {number}"
    row = (*(office.rows.get(PLACES, key) or ()), *places)
    if row[0] < len(task.numbers):  # the scenario's own never leave
        office.rows.put(PLACES, key, row)
    else:
        keep_newest(office, PLACES, key, row, lambda _oldest, many: many > MOST_DATA)
