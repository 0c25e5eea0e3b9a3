"""The course of a call: the first that fits, found as quickly among many as among few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callcentre.courses import Courses
from mockserver.callcentre.model import Course

PATTERNS = st.text("12*?[]!-", max_size=5)
NUMBERS = st.text("12[]-", max_size=5)


@given(st.lists(st.tuples(PATTERNS, PATTERNS), max_size=8), NUMBERS, NUMBERS)
def test_the_first_course_that_fits_is_taken(patterns, caller, called):
    courses = [Course((), *pair) for pair in patterns]
    first = next((course for course in courses if course.fits(caller, called)), None)

    if first is None:
        with pytest.raises(LookupError):
            Courses(courses).of(caller, called)
    else:
        assert Courses(courses).of(caller, called) is first


@pytest.mark.parametrize(
    ("number", "place"), [("1990001", 0), ("2990002", 1), ("55", 2), ("1990102", 3), ("7", 4), ("", 4)]
)
def test_what_a_number_ends_with_decides_in_the_order_of_the_courses(number, place):
    courses = [Course((), called=pattern) for pattern in ("*990001", "*990002", "5*", "1*2", "")]

    assert Courses(courses).of("1", number) is courses[place]
