"""Scenarios that were sent before are not read again, and no two are taken for one another."""

import pytest

from mockserver.scenario.model import Scenario
from mockserver.web.shelf import LARGEST, MOST, Shelf


def scenario(name="made"):
    return Scenario(name)


def test_the_same_texts_are_read_once():
    shelf = Shelf()
    first = shelf.find("text, file", scenario)

    assert shelf.find("text, file", scenario) is first


def test_other_texts_are_another_scenario():
    shelf = Shelf()
    shelf.find("text, file", scenario)

    assert shelf.find("text, other", lambda: scenario("another")).name == "another"


def test_what_was_not_asked_for_longest_leaves_the_shelf():
    shelf = Shelf()
    kept = shelf.find("kept", scenario)
    shelf.find("leaves", scenario)
    for number in range(MOST - 1):
        shelf.find(str(number), scenario)
        shelf.find("kept", scenario)

    assert shelf.find("kept", scenario) is kept
    assert shelf.find("leaves", lambda: scenario("anew")).name == "anew"


def test_what_is_large_is_not_kept():
    shelf = Shelf()
    shelf.find("x" * (LARGEST + 1), scenario)

    assert shelf.find("x" * (LARGEST + 1), lambda: scenario("anew")).name == "anew"


def test_what_cannot_be_read_is_read_again():
    shelf = Shelf()

    def mistaken():
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        shelf.find("text", mistaken)

    assert shelf.find("text", scenario).name == "made"
