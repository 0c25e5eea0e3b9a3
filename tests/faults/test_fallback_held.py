"""Answers that are held, under a server that has a thread for each."""

from threading import Thread

import pytest

from mockserver.clock import sleep_real, stopwatch
from mockserver.reply import Ending, Held, Reply, Way
from tests.faults.threaded import BODY, Plain, read, served


def held(timeout=5000, done=lambda: None):
    return Held(timeout, lambda: Reply(200, b"nothing new"), done)


@pytest.mark.usefixtures("quick")
def test_an_answer_that_is_held_goes_out_when_it_is_released():
    waiting = held()
    Thread(target=lambda: (sleep_real(0.05), waiting.release(Reply(201, b"news", (("A", "b"),))))).start()

    head, pieces = served(Plain("204 No Content", b"", held=waiting))

    assert head == ("201 Created", [("A", "b"), ("Content-Length", "4")])
    assert pieces == [b"news"]


def test_an_answer_that_is_released_already_is_not_waited_for():
    waiting = held()
    waiting.release(Reply(200, b"news"))

    assert served(Plain(held=waiting))[1] == [b"news"]


def test_an_answer_that_is_held_too_long_is_what_there_is():
    began = stopwatch()
    _, pieces = served(Plain(held=held(timeout=50)))

    assert stopwatch() - began >= 50_000
    assert pieces == [b"nothing new"]


def test_an_answer_that_was_held_may_end_badly(pair):
    own, client = pair
    waiting = held()
    waiting.release(Reply(200, BODY, ending=Ending(Way.EMPTY)))

    served(Plain(held=waiting), own)

    assert read(client) == (b"", "closed")


@pytest.mark.usefixtures("quick")
def test_a_client_that_goes_lets_the_held_answer_go(pair):
    own, client = pair
    over = []
    waiting = held(done=lambda: over.append(1))
    client.close()

    head, _ = served(Plain(held=waiting), own)

    assert head is None
    assert over == [1]
    assert waiting.release(Reply(200)) is False
