"""Keys in the order in which they came."""

import pytest

from mockserver.store.fifo import Fifo, over
from mockserver.store.memory import MemorySpace


@pytest.fixture
def space():
    return MemorySpace()


def test_the_oldest_leave_first(space):
    left = [Fifo(space, "queue").push(key, over(2)) for key in "abcde"]

    assert left == [[], [], ["a"], ["b"], ["c"]]
    assert Fifo(space, "queue").ends() == (3, 5)


def test_several_leave_at_once(space):
    fifo = Fifo(space, "queue")
    for key in "abcd":
        fifo.push(key, over(10))

    assert fifo.push("e", over(2)) == ["a", "b", "c"]


def test_none_leaves_behind_one_that_stays(space):
    fifo = Fifo(space, "queue")
    for key in "abc":
        fifo.push(key, over(10))

    assert fifo.push("d", lambda oldest, _many: oldest in "acd") == ["a"]


def test_the_last_to_come_may_leave_too(space):
    fifo = Fifo(space, "queue")

    assert fifo.push("a", over(0)) == ["a"]
    assert fifo.push("b", over(0)) == ["b"]
    assert fifo.ends() == (2, 2)


def test_it_takes_the_room_of_what_is_in_it(space):
    fifo = Fifo(space, "queue")
    for number in range(100):
        fifo.push(str(number), over(5))

    assert space.count("queue") == 5 + 1


def test_what_failed_is_undone(space):
    fifo = Fifo(space, "queue")
    for key in "abc":
        fifo.push(key, over(3))

    with pytest.raises(RuntimeError), space.transaction():
        fifo.push("d", over(1))
        raise RuntimeError

    assert fifo.push("d", over(3)) == ["a"]
