"""Frozen data behaves as the standard library's does."""

import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.frozen import frozen, replaced, replacing


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


@frozen
class Checked:
    """Looks at itself when it is made, and makes a list where none is given."""

    low: int = 0
    many: list[int] = field(default_factory=list)

    def __post_init__(self):
        """Low is low."""
        if self.low > 9:
            raise ValueError(self.low)

    @property
    def high(self):
        """No field."""
        return self.low + 1


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
    for each in (Ours(1), replaced(Ours(1), text="y"), Further(1), pickle.loads(pickle.dumps(Ours(1)))):  # noqa: S301
        with pytest.raises(FrozenInstanceError):
            each.number = 2
        with pytest.raises(FrozenInstanceError):
            del each.number


def test_it_has_no_room_for_more():
    assert not hasattr(Ours(1), "__dict__")


def test_the_standard_tools_work():
    assert replace(Further(1), more=5) == Further(1, more=5)
    assert [each.name for each in fields(Further)] == ["number", "text", "hidden", "more"]
    assert pickle.loads(pickle.dumps(Further(3))) == Further(3)  # noqa: S301  (our own bytes)


def test_the_standard_tools_see_what_they_see_of_their_own():
    for ours, theirs in zip(fields(Ours), fields(Theirs), strict=True):
        assert (ours.name, ours.type, ours.default) == (theirs.name, theirs.type, theirs.default)
    assert asdict(Further(1, more=2)) == {"number": 1, "text": "x", "hidden": 0, "more": 2}
    assert is_dataclass(Empty)
    assert fields(Empty) == ()


def test_what_belongs_to_the_class_is_no_field():
    @frozen
    class Counted:
        """Has a number of its class's."""

        own: int
        of_all: ClassVar[int] = 3

    assert [each.name for each in fields(Counted)] == ["own"]
    assert (Counted(1).of_all, repr(Counted(1))[-14:]) == (3, "Counted(own=1)")


def test_a_copy_may_be_made_for_some_fields_alone():
    numbered = replacing(Further, "more", "number")
    before = Further(1, "y", 2, 3)
    after = numbered(before, 8, 9)

    assert after == replace(before, more=8, number=9)
    assert (type(after), before) == (Further, Further(1, "y", 2, 3))
    with pytest.raises(FrozenInstanceError):
        after.number = 2
    with pytest.raises(TypeError):
        numbered(before, 8)


@pytest.mark.parametrize(("cls", "field"), [(Ours, "none"), (Ours, "__class__"), (Checked, "low")])
def test_no_copies_are_made_for_what_is_no_field_nor_of_what_looks_at_itself(cls, field):
    with pytest.raises(TypeError, match="no copies"):
        replacing(cls, field)


@pytest.mark.parametrize(
    ("cls", "values", "named"), [(Ours, (), {}), (Ours, (1,), {"more": 1}), (Empty, (1,), {})]
)
def test_what_does_not_fit_is_no_object(cls, values, named):
    with pytest.raises(TypeError):
        cls(*values, **named)


def test_a_thing_that_holds_itself_can_be_told():
    ring = [None]
    ring[0] = Single(ring)

    assert repr(Single(ring)) == "Single(one=[Single(one=[...])])"


@given(VALUES, st.sampled_from(["number", "text", "hidden"]))
def test_a_copy_with_a_change_is_what_the_standard_library_makes(values, name):
    ours, copy = Ours(*values), replaced(Ours(*values), **{name: 5})

    assert copy == replace(ours, **{name: 5})
    assert (copy.number, copy.text, copy.hidden) == tuple(
        5 if each == name else getattr(ours, each) for each in ("number", "text", "hidden")
    )
    assert type(copy) is Ours
    assert ours == Ours(*values)


def test_a_copy_of_what_inherits_has_all_fields():
    assert replaced(Further(1, "t", 2, more=3), number=9) == Further(9, "t", 2, more=3)
    assert replaced(Empty()) == Empty()


@pytest.mark.parametrize("name", ["colour", "high", "__post_init__"])
def test_what_is_no_field_cannot_be_changed_in_a_copy(name):
    with pytest.raises(TypeError, match=name):
        replaced(Checked(), **{name: 1})
    with pytest.raises(TypeError, match=name):
        replaced(Ours(1), **{name: 1})


def test_what_looks_at_itself_when_made_looks_again_when_copied():
    with pytest.raises(ValueError, match="10"):
        Checked(10)
    with pytest.raises(ValueError, match="10"):
        replaced(Checked(1), low=10)
    assert replaced(Checked(1), low=2) == Checked(2)


def test_a_default_that_is_made_is_made_for_each():
    assert Checked().many is not Checked().many
    assert Checked(many=[1]).many == [1]


def test_arguments_are_refused_in_the_words_of_the_standard_library():
    for arguments in ({}, {"number": 1, "colour": 2}):
        with pytest.raises(TypeError) as ours:
            Ours(**arguments)
        with pytest.raises(TypeError) as theirs:
            Theirs(**arguments)
        assert str(ours.value) == str(theirs.value).replace("Theirs", "Ours")
