"""Frozen data behaves as the standard library's does."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.frozen import frozen


@frozen
class Ours:
    """Ours."""

    number: int
    text: str = "x"
    hidden: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The standard library's."""

    number: int
    text: str = "x"
    hidden: int = field(default=0, compare=False, repr=False)


@frozen
class Single:
    """One field."""

    one: object = None


@frozen
class Empty:
    """None."""


@frozen
class Further(Ours):
    """Inherits."""

    more: int = 1


VALUES = st.tuples(st.integers(0, 2), st.sampled_from("ab"), st.integers(0, 2))


@given(VALUES, VALUES)
def test_what_is_equal_there_is_equal_here_and_has_one_hash(left, right):
    ours, same = Ours(*left) == Ours(*right), Theirs(*left) == Theirs(*right)

    assert ours == same
    assert not same or hash(Ours(*left)) == hash(Ours(*right))
    assert repr(Ours(*left)) == repr(Theirs(*left)).replace("Theirs", "Ours")


def test_another_class_is_never_equal():
    assert Ours(1) != Theirs(1)
    assert Ours(1) != Further(1)
    assert Single() != Empty()
    assert Empty() == Empty()
    assert Single(1) == Single(1)
    assert len({Single(1), Single(1), Empty(), Empty()}) == 2


def test_it_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Ours(1).number = 2


def test_it_has_no_room_for_more():
    assert not hasattr(Ours(1), "__dict__")


def test_the_standard_tools_work():
    assert replace(Further(1), more=5) == Further(1, more=5)
    assert [each.name for each in fields(Further)] == ["number", "text", "hidden", "more"]
    assert pickle.loads(pickle.dumps(Further(3))) == Further(3)  # noqa: S301  (our own bytes)


def test_a_thing_that_holds_itself_can_be_told():
    ring = [None]
    ring[0] = Single(ring)

    assert repr(Single(ring)) == "Single(one=[Single(one=[...])])"
