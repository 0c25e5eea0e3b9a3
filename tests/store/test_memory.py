"""The store in memory: when what has left is let go."""

from weakref import WeakSet

import pytest

from mockserver.store.memory import JournalBound, MemorySpace

KEPT, LIGHT, HEAVY = 10, 64, 8192  # entries; bytes


class Entry:
    """What a journal keeps."""


@pytest.fixture
def space():
    return MemorySpace(JournalBound(entries=KEPT))


def alive_after(space, sizes):
    """How many of the entries there are, by how many were added."""
    entries = WeakSet()
    for size in sizes:
        entry = Entry()
        entries.add(entry)
        space.append(entry, size)
        del entry
        yield len(entries)


def test_entries_that_have_left_are_let_go_together_and_never_many_are_waiting(space):
    alive = list(alive_after(space, [LIGHT] * 2000))

    assert max(alive) < KEPT + 256
    assert alive.count(KEPT) >= 2000 // 256 - 1
    assert len(space.entries()) == KEPT
    assert space.evicted() == 2000 - KEPT


def test_a_heavy_entry_does_not_wait_for_others(space):
    alive = list(alive_after(space, [LIGHT] * 5 + [HEAVY] + [LIGHT] * KEPT))

    assert alive[-2:] == [KEPT + 5, KEPT]


def test_a_journal_that_is_emptied_keeps_nothing_of_what_has_left(space):
    entries = WeakSet()
    for _ in range(2 * KEPT):
        entry = Entry()
        entries.add(entry)
        space.append(entry, LIGHT)
    del entry
    assert len(entries) == 2 * KEPT

    space.forget_entries()

    assert not entries
