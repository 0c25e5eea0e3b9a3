"""From the values of a table to what they mean: what several values must agree on.

Rule: a function here gets values that are right by themselves, and raises ``Wrong``
where they do not go together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from mockserver.callcentre.model import CallRecord, Course
from mockserver.callcentre.script import WORDS, CannotPlay, outcome_of
from mockserver.faults.base import Left, left_by
from mockserver.frozen import frozen, replaced
from mockserver.scenario.datafile import Data
from mockserver.scenario.expected import named
from mockserver.scenario.facts import Around
from mockserver.scenario.mistakes import Mistake, Wrong, listed, nearest, one_of
from mockserver.scenario.model import (
    ClockSpec,
    Generate,
    RecordsSpec,
    Rule,
    Scenario,
    Spot,
    When,
    auto_name,
)
from mockserver.scenario.nodes import Node, written
from mockserver.scenario.shapes import gathered
from mockserver.scenario.tables import Found
from mockserver.scenario.vendorwords import (
    Located,
    Settled,
    in_tree,
    members,
    records_of,
    settings_of,
    settled,
)

ALWAYS = When()
_ENDINGS = {str(outcome_of(words)): words for words in reversed(WORDS)}  # an outcome, as a step says it
Given = tuple[CallRecord, ...]


@frozen
class Kept:
    """A vendor's records, and the data file some of them came from."""

    spec: RecordsSpec
    data: Data | None


def clock(found: Found, around: Around) -> ClockSpec:
    """``clock``, as a mapping."""
    kind, pace, start = found["kind"], found["pace"], found["start"]
    if kind == "paced" and pace is None:
        raise found.wrong(around, ("kind",), "a pace beside paced, e.g. {kind: paced, pace: 60}")
    if kind != "paced" and pace is not None:
        raise found.wrong(around, ("pace",), f"no pace for a {kind} clock", "kind: paced")
    if kind == "real" and start is not None:
        raise found.wrong(around, ("start",), "no start for a real clock", "kind: manual")
    return ClockSpec(kind, start, pace or 1.0)


def generate(found: Found, around: Around) -> Generate:
    """``generate``, as a mapping."""
    named = {"since": found["from"], "until": found["to"], "first_id": found["first_id"]}
    made = Generate(found["count"], **{name: value for name, value in named.items() if value is not None})
    if made.until <= made.since:
        raise found.wrong(around, ("to",) if found.has("to") else ("from",), "from before to")
    return made


def records(found: Found, around: Around) -> Kept:
    """The records of a vendor."""
    data: Data | None = found["file"]
    filed = records_of(around.facts, data.records, data.locate_record) if data else ()
    return Kept(RecordsSpec((*found["given"], *filed), found["generate"]), data)


def courses(found: Found, around: Around) -> dict[str, Course]:
    """The course of a row of ``calls``, by vendor."""
    names = (found["vendor"],) if found["vendor"] else around.served
    told = gathered(lambda name: _course(found, around.of(name)), names)
    return dict(zip(names, told, strict=True))


def _course(found: Found, around: Around) -> Course:
    playing = around.facts.playing
    steps = found["steps"] or (_ENDINGS[found["outcome"]],)
    try:
        return playing.course(steps, *found["match"])
    except CannotPlay as why:
        raise impossible(found, around, steps, why) from None


def impossible(found: Found, around: Around, steps: Sequence[str], why: CannotPlay) -> Wrong:
    """What to raise for an outcome or for steps that make no call."""
    if found["outcome"]:
        return found.wrong(around, ("outcome",), f"another outcome ({why})")
    number = min(why.step, len(steps) - 1)
    reason = str(why).removeprefix(f"{steps[number]!r} ")
    near = _step_like(steps[number])
    return found.wrong(around, ("steps", number), f"a step that is possible there ({reason})", near)


def _step_like(step: str) -> str:
    words = " ".join(word for word in step.replace("_", " ").split() if not word[:1].isdigit())
    return "" if words.lower() in WORDS else nearest(words, WORDS)


def rule(found: Found, around: Around) -> Rule:
    """A rule; its name may still be empty."""
    vendor = found["vendor"] or _vendor_meant(found, around)
    if vendor:
        _check_names(found, around, vendor)
    _check_side(found, around)
    plainly = {
        name: found[name]
        for name in ("name", "respond", "operation", "path", "method", "when", "side", "ttl")
    }
    sets = tuple(found["sets"].items())
    origin = {"words": written(found.node), "spot": spot_of(found.node, around)}
    return Rule(vendor=vendor, faults=found["fault"], sets=sets, **origin, **plainly)


def spot_of(node: Node, around: Around) -> Spot:
    """Where something stands."""
    return (around.file, *node.place)


def _check_side(found: Found, around: Around) -> None:
    """A fault and what stands beside it must not contradict each other."""
    left = left_by(found["fault"])
    if found["respond"] is not None:
        if left is Left.NOTHING:
            raise found.wrong(around, ("fault",), "a fault that lets an answer through, or no respond")
    elif left is Left.WHOLE and found.has("side"):
        raise found.wrong(around, ("side",), "no side: it happens, and the vendor's own answer comes late")


def _error(found: Found) -> str:
    """The refusal that a rule names, if it does."""
    return found["respond"].error or "" if found["respond"] else ""


def _vendor_meant(found: Found, around: Around) -> str:
    """The vendor that an operation or a refusal belongs to; empty where neither is named."""
    operation = found["operation"]
    if not operation and not _error(found):
        return ""
    owners = [name for name in around.served if not operation or operation in around.operations((name,))]
    if len(owners) == 1:
        return owners[0]
    path = ("operation",) if operation else ("respond", "error")
    raise found.wrong(around, path, f"a vendor in this rule, to say whose it is: {listed(owners)}")


def _check_names(found: Found, around: Around, vendor: str) -> None:
    for path, name, names in (
        (("operation",), found["operation"], around.operations((vendor,))),
        (("respond", "error"), _error(found), around.refusals((vendor,))),
    ):
        if name and name not in names:
            raise found.wrong(around, path, f"{one_of(names)} of {vendor}", nearest(name, names))


def scenario(found: Found, around: Around) -> Scenario:
    """The whole file."""
    kept: Mapping[str, Kept] = found["records"]
    told = _settings(found, around)
    settings = {name: _with_users(found, name, told[name], kept, around) for name in told}
    return Scenario(
        name=found["name"] or PurePath(around.file).stem,
        about=found["about"],
        seed=found["seed"],
        locale=found["locale"],
        clock=found["clock"],
        vendors={name: value.loaded for name, value in settings.items()},
        records={name: value.spec for name, value in kept.items()},
        courses=_by_vendor(found["calls"]),
        callbacks=found["callbacks"],
        timeline=found["timeline"],
        expectations=named(found["expect"]),
        together=found["together"],
        magic=found["magic"],
        rules=tuple(replaced(row, name=row.name or auto_name(at)) for at, row in enumerate(found["rules"])),
        implied=not found.has("vendors"),
        settled=frozenset(name for name, value in settings.items() if value.raw),
        places=_places(found, around),
    )


def _settings(found: Found, around: Around) -> dict[str, Settled]:
    if found.has("vendors"):
        said: dict[str, Settled] = found["vendors"]
        return said
    return {name: settings_of(Node({}), around.of(name)) for name in around.served}


def _with_users(found: Found, name: str, told: Settled, kept: Mapping[str, Kept], around: Around) -> Settled:
    """The settings with the users of the vendor's data file."""
    data = kept[name].data if name in kept else None
    if data is None or not data.users:
        return told
    if "users" not in members(around.vendors[name].settings()):
        at = data.locate(("users",))
        raise Wrong(
            Mistake(at.file, at.line, at.column, "users", f"records alone: {name} has no setting 'users'")
        )
    own = told.raw.get("users") or []
    in_file = in_tree(found.at("vendors", name), around.file)

    def locate(path: tuple[Any, ...]) -> Located:
        if path[:1] == ("users",) and len(path) > 1 and path[1] >= len(own):
            return data.locate(("users", path[1] - len(own), *path[2:]))
        return in_file(path)

    return settled(around.vendors[name], {**told.raw, "users": [*own, *data.users]}, locate)


def _by_vendor(calls: tuple[dict[str, Course], ...]) -> dict[str, tuple[Course, ...]]:
    names = dict.fromkeys(name for row in calls for name in row)
    return {name: tuple(row[name] for row in calls if name in row) for name in names}


def _places(found: Found, around: Around) -> dict[str, Spot]:
    places: dict[str, Spot] = {}
    if found.has("together"):
        shared = found.node.keys["together"]
        places["together"] = (around.file, shared.line, shared.column)
    for part in ("vendors", "records"):
        section = found.node.child(part)
        for name, place in (section.keys if section else {}).items():
            places[f"{part}.{name}"] = (around.file, place.line, place.column)
    return places
