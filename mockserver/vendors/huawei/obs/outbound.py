"""Outbound tasks and their data: what is to be called, how far it is, and what became of it.

Rule: a task's data are the numbers given and then made-up ones; a datum is made when it is first
touched, and only touched ones are kept, the newest ``MOST_DATA`` of them. Rows are replaced whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.auth import keep_newest
from mockserver.chance import pick
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced, replacing
from mockserver.kit import Desk, Office, Refused
from mockserver.vendors.huawei.obs.lifecycle import State, Step, after
from mockserver.vendors.huawei.obs.tables import PREVIEWED
from mockserver.vendors.huawei.obs.written import Written

TASKS, DATA = "huawei.obs.tasks", "huawei.obs.data"
KNOWN = "huawei.obs.known"
# By task: how many of its data were handed out in their order, how many were added, and the line of
# those that came back, of which AGAIN has the places.
HANDED_OUT, ADDED, LINES = "huawei.obs.handed-out", "huawei.obs.added", "huawei.obs.lines"
AGAIN, CALLS = "huawei.obs.again", "huawei.obs.calls"
INDEXED = "huawei.obs.indexed"  # by task: how many of its data can be found by their numbers
MOST_DATA, MOST_CAMPAIGNS = 100_000, 2_000
ID_LENGTH = 40  # a text with more digits is no unique id of any task
Rows = Desk | Office  # whoever has the rows, the settings and the seed


@frozen
class Task:
    """An outbound task; a campaign that was created over the wire is one, too."""

    key: str
    vdn_id: int
    service_id: str
    sub_cc_no: int
    device_type: int
    numbers: tuple[str, ...] = ()
    generate: int = 0
    first_id: str = "0"  # of the first number's datum; the others count up
    caller_number: str = ""
    call_data: str = ""
    retries: int = 0
    callback_url: str | None = None
    name: str = ""

    @property
    def is_previewed(self) -> bool:
        """Whether an intermediate result is the result."""
        return self.device_type == PREVIEWED

    @property
    def size(self) -> int:
        """How many data it began with."""
        return len(self.numbers) + self.generate


@frozen
class Datum:
    """One thing to be called, and what was written back of it last."""

    key: str  # under which it is kept
    task: Task
    unique_id: str
    number: str
    call_data: str = ""
    session_id: str = ""
    is_kept: bool = False
    state: State = State.NEW
    attempts: int = 0  # calls that have a result
    written: Written | None = None  # of the last result
    at: Millis = 0  # when that was
    outcome: int = 0  # callStatus; 0 while there is none


def key_of(vdn_id: int, service_id: str) -> str:
    """Under which a task is kept. No service id and no unique id of a task has a blank in it."""
    return f"{vdn_id} {service_id}"


def find_task(desk: Rows, vdn_id: int, sub_cc_no: int, service_id: str) -> Task:
    """The task of that name.

    Raises:
        Refused: ``ObsNoSuchTask``.
    """
    task = task_at(desk, key_of(vdn_id, service_id))
    if task is None or task.sub_cc_no != sub_cc_no:
        raise Refused("ObsNoSuchTask", vdn_id=vdn_id, service_id=service_id)
    return task


def task_at(desk: Rows, key: str) -> Task | None:
    """The task under that key."""
    found: Task | None = desk.rows.get(TASKS, key)
    if found is None and desk.rows.get(KNOWN, "tasks") is None:
        _make_known(desk)
        found = desk.rows.get(TASKS, key)
    return found


def tasks(desk: Rows) -> Iterator[Task]:
    """All tasks, oldest first."""
    task_at(desk, "")
    return (row for _, row in desk.rows.rows(TASKS))


def _make_known(desk: Rows) -> None:
    """The scenario's tasks become rows when they are first asked for."""
    desk.rows.put(KNOWN, "tasks", True)
    for given in desk.settings["obs_tasks"]:
        key = key_of(given["vdn_id"], given["service_id"])
        desk.rows.put(TASKS, key, Task(key, **{**given, "numbers": tuple(given["numbers"])}))


def begin(desk: Desk, task: Task) -> None:
    """Keep a task that was created over the wire; the oldest such may leave for it."""
    for key in keep_newest(desk, TASKS, task.key, task, lambda _oldest, many: many > MOST_CAMPAIGNS):
        for table in (HANDED_OUT, ADDED, LINES, INDEXED):
            desk.rows.remove(table, key)


def find(desk: Rows, asked: Mapping[str, Any]) -> Datum:
    """The datum that a result names.

    Raises:
        Refused: ``ObsNoSuchTask`` or ``ObsNoSuchDatum``.
    """
    vdn_id, service_id, unique_id = asked["vdn_id"], asked["service_id"], asked["unique_id"]
    found: Datum | None = desk.rows.get(DATA, f"{vdn_id} {service_id} {unique_id}")
    if found is not None and found.task.sub_cc_no == asked["sub_cc_no"]:
        return found
    task = find_task(desk, vdn_id, asked["sub_cc_no"], service_id)
    index = _index(task, unique_id)
    made = None if index is None else datum_at(desk, task, index)
    if made is None:
        raise Refused("ObsNoSuchDatum", unique_id=unique_id)
    return made


def _index(task: Task, unique_id: str) -> int | None:
    """Which of the task's data has that id."""
    if len(unique_id) > ID_LENGTH or not (unique_id.isascii() and unique_id.isdigit()):
        return None
    index = int(unique_id) - int(task.first_id)
    return index if 0 <= index < task.size and id_at(task, index) == unique_id else None


def id_at(task: Task, index: int) -> str:
    """The unique id of the task's datum at a place."""
    return str(int(task.first_id) + index).zfill(len(task.first_id))


def datum_at(desk: Rows, task: Task, index: int) -> Datum | None:
    """The task's datum at a place; None where it was a row once, and is forgotten."""
    found: Datum | None = desk.rows.get(DATA, f"{task.key} {id_at(task, index)}")
    was_row = index >= task.size or index < (desk.rows.get(HANDED_OUT, task.key) or 0)
    return _made(desk, task, index) if found is None and not was_row else found


def _made(desk: Rows, task: Task, index: int) -> Datum:
    """A datum that nobody has touched yet."""
    if index < len(task.numbers):
        number = task.numbers[index]
    else:
        number = f"138{pick(desk.seed, 10**8, 'huawei obs number', task.key, index):08d}"
    return _new(task, index, number, task.call_data)


def _new(task: Task, index: int, number: str, call_data: str, session_id: str = "") -> Datum:
    unique_id = id_at(task, index)
    return Datum(f"{task.key} {unique_id}", task, unique_id, number, call_data, session_id)


_handed_out = replacing(Datum, "state", "is_kept")


def fetched(desk: Rows, datum: Datum) -> Datum:
    """The datum as it is handed out, kept.

    Raises:
        Refused: ``ObsOutOfOrder``.
    """
    return keep(desk, datum, _handed_out(datum, state_after(desk, datum, Step.FETCHED), True))


def state_after(desk: Rows, datum: Datum, what: Step) -> State:
    """The state of the datum that a step leads to.

    Raises:
        Refused: ``ObsOutOfOrder``.
    """
    state = after(desk.settings["obs_order"], what, datum.state)
    if state is None:
        raise Refused("ObsOutOfOrder", state=datum.state, step=what)
    return state


def keep(desk: Rows, datum: Datum, now: Datum) -> Datum:
    """Keep the datum as it is after a step."""
    if datum.is_kept:
        desk.rows.put(DATA, datum.key, now)
    else:
        keep_newest(desk, DATA, datum.key, now, _is_one_too_many)
    return now


def _is_one_too_many(_oldest: str, many: int) -> bool:
    return many > MOST_DATA


def add(desk: Rows, task: Task, number: str, session_id: str, call_data: str) -> Datum:
    """A new datum, to be called after those that the task has."""
    added = desk.rows.get(ADDED, task.key) or 0
    datum = replaced(_new(task, task.size + added, number, call_data, session_id), is_kept=True)
    desk.rows.put(ADDED, task.key, added + 1)
    keep_newest(desk, DATA, datum.key, datum, _is_one_too_many)
    return datum


def next_data(desk: Rows, task: Task, many: int) -> Iterator[Datum]:
    """What is to be called next: what came back, then what nobody has touched, in order."""
    for _ in range(many):
        datum = _from_line(desk, task) or _untouched(desk, task)
        if datum is None:
            return
        yield datum


def put_back(desk: Rows, datum: Datum) -> None:
    """Let a datum be called again, after those that came back before it."""
    left, came = desk.rows.get(LINES, datum.task.key) or (0, 0)
    keep_newest(desk, AGAIN, f"{datum.task.key} {came}", datum.key, _is_one_too_many)
    desk.rows.put(LINES, datum.task.key, (left, came + 1))


def _from_line(desk: Rows, task: Task) -> Datum | None:
    left, came = desk.rows.get(LINES, task.key) or (0, 0)
    found: Datum | None = None
    while left < came and found is None:
        place = f"{task.key} {left}"
        found = _still_new(desk, desk.rows.get(AGAIN, place))
        desk.rows.remove(AGAIN, place)
        left += 1
        desk.rows.put(LINES, task.key, (left, came))
    return found


def _still_new(desk: Rows, key: str | None) -> Datum | None:
    datum: Datum | None = desk.rows.get(DATA, key) if key else None
    return datum if datum is not None and datum.state is State.NEW else None


def _untouched(desk: Rows, task: Task) -> Datum | None:
    index = desk.rows.get(HANDED_OUT, task.key) or 0
    size = task.size + (desk.rows.get(ADDED, task.key) or 0)
    found: Datum | None = None
    while index < size and found is None:
        key = f"{task.key} {id_at(task, index)}"
        is_made = index >= task.size or desk.rows.get(DATA, key) is not None
        found = _still_new(desk, key) if is_made else _made(desk, task, index)
        index += 1
        desk.rows.put(HANDED_OUT, task.key, index)
    return found


def remember_call(desk: Rows, datum: Datum, call_id: str | None) -> None:
    """Let what was written back of a call be found by its id; the next call of the datum has another."""
    if call_id:
        keep_newest(desk, CALLS, f"{datum.task.vdn_id} {call_id}", datum, _is_one_too_many)


def of_call(desk: Rows, vdn_id: int, call_id: str) -> Datum | None:
    """The datum as it was when the result of that call was written back."""
    found: Datum | None = desk.rows.get(CALLS, f"{vdn_id} {call_id}")
    return found
