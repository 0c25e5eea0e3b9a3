"""A stream: what is put in comes out in order, and what a slow reader loses is told where it is missing."""

from mockserver.stream import Stream


def stream(**more):
    return Stream(lambda item: f"{item};".encode(), lambda count: b"lost %d;" % count, **more)


def taken(one):
    """All that waits."""
    return b"".join(iter(one.take, b""))


def test_what_is_put_in_comes_out_in_order_behind_the_opening_and_what_was_first():
    one = stream(opening=b"hello;", first=("a", "b"))

    one.put("c")
    one.put("d")

    assert taken(one) == b"hello;a;b;c;d;"
    assert not one.is_over


def test_whoever_serves_is_told_once_until_all_is_taken():
    one, told = stream(), []
    one.when_ready(lambda: told.append(len(told)))
    taken(one)

    one.put("a")
    one.put("b")
    before = list(told)
    taken(one)
    one.put("c")

    assert before == [0, 1]
    assert told == [0, 1, 2]


def test_what_finds_no_room_is_counted_and_told_where_it_is_missing():
    one = stream(most=2)

    for number in range(5):
        one.put(number)
    first = one.take()
    one.put(5)

    assert first + taken(one) == b"0;1;lost 3;5;"


def test_a_thing_is_lost_between_what_came_before_and_after_it():
    one = stream(most=1)
    one.when_ready(lambda: None)
    one.put("a")
    one.put("b")
    one._next()

    one.put("c")

    assert taken(one) == b"lost 1;c;"


def test_heavy_things_leave_less_room():
    one = stream()

    one.put("a", 8 * 1024 * 1024)
    one.put("b", 1)

    assert taken(one) == b"a;lost 1;"


def test_one_that_is_too_heavy_alone_goes_out():
    one = stream()

    one.put("a", 9 * 1024 * 1024)

    assert taken(one) == b"a;"


def test_it_is_over_when_the_last_has_been_taken():
    ended = []
    one = stream(done=lambda: ended.append(True))
    one.put("a")

    one.end(b"bye")
    one.put("b")
    one.end(b"bye again")

    assert not one.is_over
    assert taken(one) == b"a;bye"
    assert one.is_over
    assert ended == [True]


def test_with_a_limit_it_is_over_after_so_many():
    ended = []
    one = stream(first=("a",), limit=2, done=lambda: ended.append(True))

    one.put("b")
    one.put("c")

    assert taken(one) == b"a;b;"
    assert one.is_over
    assert ended == [True]


def test_nothing_is_kept_for_a_reader_who_has_gone():
    ended = []
    one = stream(done=lambda: ended.append(True))
    one.put("a")

    one.abandon()
    one.abandon()
    one.put("b")

    assert one.is_over
    assert taken(one) == b""
    assert ended == [True]


def test_much_is_taken_by_handfuls():
    one = stream(opening=b"x")
    for _ in range(30):
        one.put("y" * 10_000)

    assert len(one.take()) < 100_000
    assert len(taken(one)) > 200_000
