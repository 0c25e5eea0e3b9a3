"""Calling lists for tests: one list of a made-up vendor, in a space of its own."""

from mockserver.callcentre.lists import Agent, CallingLists
from mockserver.callcentre.lists.model import CallingList, ListRecord
from mockserver.clock import DAWN
from mockserver.store.memory import MemorySpace

NOW = DAWN
HOUR = 3_600_000
ANN, BOB = (Agent(name, f"/phones/{name}", "spring") for name in ("ann", "bob"))


def row(phone="1", **more):
    return ListRecord(more.pop("list", ""), 0, phone, more.pop("chain", 0), **more)


def lists_of(*given, space=None, now=NOW, kept=100, most=100, **made):
    lists = CallingLists(space or MemorySpace(), "acme", seed=1, kept=kept, most=most)
    lists.begin(CallingList("all", **made), given, now)
    return lists


def taken(lists, agent=ANN, now=NOW):
    """The number of the record that comes next, and the handle on it."""
    held = lists.retrieve(["all"], agent, now)
    return None if held is None else (held[1].number, held[0].number)


def numbers(lists, agent=ANN, now=NOW):
    """The numbers of all that can be had, in order."""
    found = []
    while (held := lists.retrieve(["all"], agent, now)) is not None:
        found.append(held[1].number)
    return found


def record(lists, number):
    return lists.records.find("all", number)
