"""Scripts: how a call plays out, in words, as scenario files and vendor tables write it.

``rings 4s`` and ``agent rings 2s`` ring and go on after that long; ``talks 30s``,
``waits 1s`` and ``holds 10s`` let time pass; ``answered``, ``agent answers`` and
``hung up by called`` happen at once; an outcome such as ``busy`` ends the call.
``talks 20s..60s`` lasts a time drawn between the two, for each call anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockserver.callcentre.lifecycle import can_follow
from mockserver.callcentre.model import Beat, Event, Outcome, Script, State
from mockserver.clock import Millis
from mockserver.frozen import replaced

UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
Lasts = tuple[Millis, Millis]  # at least so long, and up to so much longer
NO_TIME: Lasts = (0, 0)
LONGEST: Millis = 36_525 * UNITS["d"]
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)(?![a-z])")
_LASTS = re.compile(r"\d\S*(?: +\d\S*)*$")

# fmt: off
_HAPPENS = {  # words -> the events they stand for, each followed by the time the words name
    "agent rings":   (Event.AGENT_RINGS,),
    "agent answers": (Event.AGENT_ANSWERS,),
    "rings":         (Event.RINGS,),
    "answered":      (Event.ANSWERED,),
    "talks":         (),
    "waits":         (),
}
_ENDS = {  # words -> how the call ended
    "hung up by called":        Outcome.CALLED_HUNG_UP,
    "hung up by caller":        Outcome.CALLER_HUNG_UP,
    "called hung up":           Outcome.CALLED_HUNG_UP,
    "caller hung up":           Outcome.CALLER_HUNG_UP,
    "call to caller failed":    Outcome.CALLER_FAILED,
    "call to called failed":    Outcome.CALLED_FAILED,
    "caller no answer":         Outcome.CALLER_NO_ANSWER,
    "called no answer":         Outcome.CALLED_NO_ANSWER,
    "no answer":                Outcome.CALLED_NO_ANSWER,
    "not started":              Outcome.NOT_STARTED,
    "busy":                     Outcome.BUSY,
    "rejected":                 Outcome.REJECTED,
    "powered off":              Outcome.POWERED_OFF,
    "out of area":              Outcome.OUT_OF_AREA,
    "wrong number":             Outcome.WRONG_NUMBER,
}
# fmt: on
WORDS = (*_HAPPENS, "holds", *_ENDS, "ends with")


class CannotPlay(ValueError):
    """The script is not one: the text says which step and why; ``step`` counts from 0."""

    def __init__(self, step: int, why: str) -> None:
        super().__init__(why)
        self.step = step


def duration(text: str | float) -> Millis:
    """Milliseconds of ``4s``, ``1.5m``, ``1h 30m``, or of a plain number of seconds.

    Raises:
        ValueError: the text is not a duration.
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool) and 0 <= text <= LONGEST / 1000:
        return round(text * 1000)
    parts = _DURATION.findall(str(text))
    if not parts or _DURATION.sub("", str(text)).strip():
        raise ValueError(f"{text!r} is not a duration; write it like 500ms, 4s, 1.5m or 1h 30m")
    lasts = sum(float(number) * UNITS[unit] for number, unit in parts)
    if lasts > LONGEST:
        raise ValueError(f"{str(text)[:40]!r} is longer than a hundred years")
    return round(lasts)


def outcome_of(words: str) -> Outcome | None:
    """The outcome that the words of an ending name, or its own value (``called_no_answer``)."""
    text = " ".join(words.lower().replace("_", " ").split())
    return _ENDS.get(text) or next((each for each in Outcome if each.replace("_", " ") == text), None)


def script_of(steps: Iterable[str], start: State = State.WAITING) -> Script:
    """The script these words tell.

    Raises:
        CannotPlay: a step is unknown, impossible where it stands, or the call never ends.
    """
    told: list[tuple[int, Beat]] = []
    passed = NO_TIME
    for number, step in enumerate(steps):
        beats, then = _beats_of(number, step)
        if beats:
            told += [(number, _later(beats[0], passed)), *((number, beat) for beat in beats[1:])]
            passed = NO_TIME
        passed = (passed[0] + then[0], passed[1] + then[1])
    _check(told, start)
    return tuple(beat for _, beat in told)


def _later(beat: Beat, passed: Lasts) -> Beat:
    return replaced(beat, after=beat.after + passed[0], spread=beat.spread + passed[1])


def _beats_of(number: int, step: str) -> tuple[list[Beat], Lasts]:
    """The beats of one step, and the time that passes after the last of them."""
    text = " ".join(str(step).lower().replace("_", " ").split())
    if text.startswith("ends with"):
        return [_ending(number, step, text)], NO_TIME
    found = _LASTS.search(text)
    words = (text[: found.start()] if found else text).strip()
    lasts = _lasts(number, found[0]) if found else NO_TIME
    if words in _HAPPENS:
        return [Beat(0, event) for event in _HAPPENS[words]], lasts
    if words == "holds":
        return [Beat(0, Event.HELD), Beat(lasts[0], Event.RESUMED, spread=lasts[1])], NO_TIME
    return [_ending(number, step, text)], NO_TIME


def _lasts(number: int, text: str) -> Lasts:
    least, _, most = text.partition("..")
    try:
        low, high = duration(least), duration(most or least)
    except ValueError as why:
        raise CannotPlay(number, str(why)) from None
    if high < low:
        raise CannotPlay(number, f"{text!r} is a range whose end comes before its start")
    return low, high - low


def _ending(number: int, step: str, words: str) -> Beat:
    if words in _ENDS:
        return Beat(0, Event.RELEASED, _ENDS[words])
    found = re.fullmatch(r"ends with (\d{1,5})", words)
    if found:
        return Beat(0, Event.RELEASED, Outcome.OTHER, found[1])
    raise CannotPlay(number, f"{step!r} is no step of a call; the steps are: {', '.join(WORDS)}")


def _check(told: list[tuple[int, Beat]], state: State) -> None:
    for number, beat in told:
        after = can_follow(state, beat)
        if after is None:
            raise CannotPlay(number, f"a call that is {state} cannot have {beat.event.replace('_', ' ')!r}")
        state = after
    if state is not State.ENDED:
        raise CannotPlay(
            told[-1][0] if told else 0,
            "the script leaves the call open; end it, e.g. with 'hung up by called'",
        )
