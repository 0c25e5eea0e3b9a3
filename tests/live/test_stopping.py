"""How the server ends: told to, in a hurry, for a reload, without its parent."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.raw import PATIENCE, SCENARIO, client, noting, serves, waiting, worker_of
from tests.live.serving import Mock, Starter
from tests.server.wire import Answer, Client, answers_in

pytestmark = pytest.mark.live


def answers_of(one: Client) -> list[Answer]:
    return list(answers_in(one.rest()))


def stopping(mock: Mock) -> None:
    """Tell it to end, and wait until it takes nobody any more."""
    mock.process.terminate()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with client(mock) as one:
                one._one.settimeout(1)
                one.rest()
        except OSError:
            return
        time.sleep(0.01)


def test_a_server_that_is_told_to_end_answers_first(start: Starter) -> None:
    with start(SCENARIO) as mock, ExitStack() as stack:
        idle, late, held, part = (stack.enter_context(client(mock)) for _ in range(4))
        late.send(noting("late"))
        held.send(waiting())
        part.send(noting()[:-5])
        assert serves(mock)  # and so what came before has been read
        stopping(mock)
        part.send(noting()[-5:])
        (noted,), (expired,), (last,) = (answers_of(one) for one in (late, held, part))
        nothing = idle.rest()
        began = time.monotonic()
        code = mock.process.wait(PATIENCE)
        took = time.monotonic() - began

    assert [answer["connection"] for answer in (noted, expired, last)] == ["close"] * 3
    assert (noted.status, expired.status, last.status) == (200, 408, 200)
    assert nothing == b""
    assert code == 0
    assert took < 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT], ids=lambda one: one.name)
def test_a_server_that_is_told_to_end_waits_for_nobody_who_hangs(
    start: Starter, number: signal.Signals
) -> None:
    with start(SCENARIO) as mock, client(mock) as hung, client(mock) as half:
        hung.send(noting("hang"))
        half.send(b"GET / HT")
        assert serves(mock)
        began = time.monotonic()
        mock.process.send_signal(number)
        data, _ = hung.last()
        code = mock.process.wait(PATIENCE)
        took = time.monotonic() - began

    assert data == b""
    assert code == 0
    assert took < (6 if number is signal.SIGTERM else 2)


def test_a_reload_serves_on(start: Starter) -> None:
    with start(SCENARIO) as mock, client(mock) as late:
        late.send(noting("late"))
        assert serves(mock)
        before = worker_of(mock)
        mock.process.send_signal(signal.SIGHUP)
        (noted,) = answers_of(late)
        deadline = time.monotonic() + PATIENCE
        while worker_of(mock) == before:
            assert time.monotonic() < deadline
            time.sleep(0.02)

        assert noted.status == 200
        assert serves(mock)


def test_a_worker_whose_parent_is_killed_ends_by_itself(start: Starter, tmp_path: Path) -> None:
    starting = start(SCENARIO)
    mock = starting.__enter__()
    worker = worker_of(mock)
    mock.process.kill()

    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)

    with pytest.raises(AssertionError, match="ended with -9"):
        starting.__exit__(None, None, None)
