"""The store contract: one suite, run on every store."""

import threading

import pytest

from mockserver.store.base import Conflict
from mockserver.store.memory import JournalBound, MemoryStore

STORES = {"memory": lambda: MemoryStore(JournalBound(entries=5, size=1000))}


@pytest.fixture(params=sorted(STORES))
def store(request):
    return STORES[request.param]()


@pytest.fixture
def space(store):
    return store.space("default")


def test_a_row_that_was_put_is_found(space):
    with space.transaction():
        space.put("calls", "1", "one")

    assert space.get("calls", "1") == "one"
    assert space.get("calls", "2") is None
    assert space.get("records", "1") is None


def test_rows_come_oldest_key_first_and_a_changed_row_keeps_its_place(space):
    with space.transaction():
        for key in ("b", "a", "c"):
            space.put("calls", key, key)
        space.put("calls", "b", "changed")

    assert list(space.rows("calls")) == [("b", "changed"), ("a", "a"), ("c", "c")]
    assert space.count("calls") == 3


def test_a_row_that_changed_meanwhile_is_not_swapped(space):
    with space.transaction():
        space.put("calls", "1", "new")

    with pytest.raises(Conflict), space.transaction():
        space.swap("calls", "1", "old", "newer")

    assert space.get("calls", "1") == "new"


def test_of_many_who_swap_the_same_row_one_wins(space):
    space.put("calls", "1", 0)
    winners = []

    def swap(mine):
        try:
            with space.transaction():
                space.swap("calls", "1", 0, mine)
            winners.append(mine)
        except Conflict:
            pass

    threads = [threading.Thread(target=swap, args=(number,)) for number in range(1, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(winners) == 1
    assert space.get("calls", "1") == winners[0]


def test_a_failed_transaction_leaves_nothing_behind(space):
    with space.transaction():
        space.put("calls", "1", "one")
        space.put("calls", "2", "two")
        kept = space.plan(10, "calls", "kept")
        taken = space.plan(5, "calls", "taken")

    with pytest.raises(RuntimeError), space.transaction():
        space.put("calls", "1", "changed")
        space.remove("calls", "1")
        space.put("calls", "3", "three")
        space.plan(1, "calls", "new")
        space.take_due(5)
        space.drop_due(kept)
        space.take_due(5)
        raise RuntimeError

    assert list(space.rows("calls")) == [("1", "one"), ("2", "two")]
    assert space.planned() == (taken, kept)


def test_a_failed_inner_transaction_undoes_only_itself(space):
    with space.transaction():
        space.put("calls", "1", "outer")
        with pytest.raises(RuntimeError), space.transaction():
            space.put("calls", "1", "inner")
            raise RuntimeError

    assert space.get("calls", "1") == "outer"


def test_who_goes_back_to_a_savepoint_undoes_what_came_since_and_the_transaction_goes_on(space):
    done = []
    with space.transaction():
        space.put("calls", "1", "before")
        space.afterwards(lambda: done.append("before"))
        savepoint = space.savepoint()
        space.put("calls", "1", "since")
        space.put("calls", "2", "since")
        space.plan(5, "calls", "since")
        space.afterwards(lambda: done.append("since"))
        space.when_undone(lambda: done.append("undone"))
        space.go_back_to(savepoint)
        space.put("calls", "3", "later")

    assert list(space.rows("calls")) == [("1", "before"), ("3", "later")]
    assert (space.planned(), done) == ((), ["undone", "before"])


def test_what_a_savepoint_has_kept_is_undone_with_its_transaction(space):
    with pytest.raises(RuntimeError), space.transaction():
        space.put("calls", "1", "before")
        space.go_back_to(space.savepoint())
        raise RuntimeError

    assert space.get("calls", "1") is None


def test_what_is_due_comes_in_order_and_equals_in_the_order_they_were_planned(space):
    for at, key in ((20, "late"), (10, "first"), (10, "second")):
        space.plan(at, "calls", key)

    assert space.next_due().key == "first"
    assert [space.take_due(15).key for _ in range(2)] == ["first", "second"]
    assert space.take_due(15) is None
    assert space.take_due(20).key == "late"


def test_what_was_dropped_does_not_happen(space):
    due = space.plan(10, "calls", "1")

    space.drop_due(due)

    assert space.next_due() is None
    assert space.planned() == ()


def test_what_is_planned_is_found_by_its_name(space):
    space.plan(30, "calls", "1")
    first = space.plan(10, "calls", "1")
    space.plan(5, "calls", "2")
    space.plan(5, "letters", "1")

    assert space.due_of("calls", "1") == first
    assert space.due_of("calls", "3") is None
    space.drop_due(first)
    assert space.due_of("calls", "1").at == 30


def test_dropping_what_happened_already_changes_nothing(space):
    due = space.plan(10, "calls", "1")
    space.take_due(10)

    with pytest.raises(RuntimeError), space.transaction():
        space.drop_due(due)
        raise RuntimeError

    assert space.planned() == ()


def test_the_journal_keeps_the_newest_and_counts_what_left(space):
    for number in range(8):
        space.append(number, size=10)

    assert space.entries() == (3, 4, 5, 6, 7)
    assert space.evicted() == 3


def test_the_journal_counts_all_that_was_ever_added(space):
    for number in range(8):
        space.append(number, size=10)
    space.forget_entries()
    space.append(8, size=10)

    assert (space.appended(), space.entries()) == (9, (8,))


def test_the_journal_is_bounded_by_bytes_too(space):
    for number in range(3):
        space.append(number, size=400)

    assert space.entries() == (1, 2)
    assert space.evicted() == 1


def test_spaces_of_two_sandboxes_do_not_meet(store):
    store.space("a").put("calls", "1", "a")

    assert store.space("b").get("calls", "1") is None


def test_a_dropped_space_is_new_when_it_is_asked_for_again(store):
    store.space("a").put("calls", "1", "a")

    store.drop("a")

    assert store.space("a").get("calls", "1") is None


class TestAfterwards:
    def test_what_is_asked_for_is_done_in_order_once_the_outermost_transaction_has_succeeded(self, space):
        done = []
        with space.transaction():
            space.afterwards(lambda: done.append(1))
            with space.transaction():
                space.afterwards(lambda: done.append(2))
            space.afterwards(lambda: done.append(3))
            assert done == []

        assert done == [1, 2, 3]

    def test_outside_of_a_transaction_it_is_done_at_once(self, space):
        done = []

        space.afterwards(lambda: done.append(1))

        assert done == [1]

    def test_what_a_failed_transaction_asked_for_is_not_done(self, space):
        done = []
        with pytest.raises(RuntimeError), space.transaction():
            space.afterwards(lambda: done.append(1))
            raise RuntimeError

        with space.transaction():
            pass

        assert done == []

    def test_what_a_failed_inner_transaction_asked_for_is_not_done_and_all_else_is(self, space):
        done = []
        with space.transaction():
            space.afterwards(lambda: done.append(1))
            space.put("calls", "1", "one")
            with pytest.raises(RuntimeError), space.transaction():
                space.afterwards(lambda: done.append("undone"))
                space.put("calls", "2", "two")
                space.afterwards(lambda: done.append("undone"))
                raise RuntimeError
            space.afterwards(lambda: done.append(2))

        assert done == [1, 2]
        assert [key for key, _ in space.rows("calls")] == ["1"]

    def test_one_that_fails_does_not_keep_the_others_from_being_done(self, space):
        done = []

        def fail():
            raise RuntimeError

        with pytest.raises(RuntimeError), space.transaction():
            space.put("calls", "1", "one")
            space.afterwards(fail)
            space.afterwards(lambda: done.append(1))

        assert done == [1]
        assert space.get("calls", "1") == "one"

    def test_it_may_use_the_space_and_ask_for_more(self, space):
        done = []

        def again():
            with space.transaction():
                space.put("calls", "1", "one")
                space.afterwards(lambda: done.append(space.get("calls", "1")))

        with space.transaction():
            space.afterwards(again)

        assert done == ["one"]

    def test_others_may_enter_meanwhile(self, space):
        entered = threading.Event()

        def enter():
            with space.transaction():
                entered.set()

        def wait():
            threading.Thread(target=enter).start()
            assert entered.wait(10)

        with space.transaction():
            space.afterwards(wait)

    def test_it_is_done_in_the_order_of_the_transactions_whoever_does_it(self, space):
        done = []

        def act():
            for _ in range(200):
                with space.transaction():
                    count = (space.get("calls", "1") or 0) + 1
                    space.put("calls", "1", count)
                    space.afterwards(lambda count=count: done.append(count))

        threads = [threading.Thread(target=act) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert done == list(range(1, 801))


@pytest.fixture
def watched(space):
    """What a watcher of the space is told, and what ends that."""
    told = []
    forgets = (
        space.watch(lambda table, row: told.append((table, row))),
        space.await_end(lambda: told.append("gone")),
    )
    return told, lambda: [forget() for forget in forgets]


def test_who_watches_is_told_of_rows_once_they_are_kept_for_good(space, watched):
    told, _ = watched

    with space.transaction():
        space.put("calls", "1", "one")
        space.swap("calls", "1", "one", "changed")
        before = list(told)

    assert before == []
    assert told == [("calls", "one"), ("calls", "changed")]


def test_who_watches_is_not_told_of_what_was_undone(space, watched):
    told, _ = watched

    with space.transaction():
        with pytest.raises(LookupError), space.transaction():
            space.put("calls", "1", "one")
            raise LookupError
        space.put("calls", "2", "two")

    assert told == [("calls", "two")]


def test_who_watches_is_told_that_the_space_was_dropped(store, watched):
    store.drop("default")

    assert watched[0] == ["gone"]


def test_who_watches_no_longer_is_told_nothing(store, space, watched):
    told, forget = watched
    forget()

    space.put("calls", "1", "one")
    store.drop("default")

    assert told == []


class TestWhenUndone:
    def test_it_is_done_when_the_transaction_is_undone_or_one_around_it(self, space):
        done = []

        with pytest.raises(RuntimeError), space.transaction():
            with pytest.raises(KeyError), space.transaction():
                space.when_undone(lambda: done.append("inner"))
                raise KeyError
            assert done == ["inner"]
            with space.transaction():
                space.when_undone(lambda: done.append("outer"))
            assert done == ["inner"]
            raise RuntimeError

        assert done == ["inner", "outer"]

    def test_it_is_not_done_once_the_transaction_has_succeeded(self, space):
        done = []
        with space.transaction():
            space.when_undone(lambda: done.append(1))

        with pytest.raises(KeyError), space.transaction():
            raise KeyError

        assert done == []
