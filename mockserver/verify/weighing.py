"""Weighing: what fell into the windows of an expectation, and what that means.

Rule: too much is certain, whatever has left; too little and just enough are certain only where
nothing has left that may have mattered, and nothing may still come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.clock import Millis, iso
from mockserver.frozen import frozen, replaced
from mockserver.scenario.expected import Expectation
from mockserver.verify.evidence import Evidence
from mockserver.verify.happenings import Happening
from mockserver.verify.verdicts import Outcome, worst
from mockserver.verify.windows import Window, allot
from mockserver.verify.words import NOUNS, lasting, quoted, some, span

_MOST_SHOWN = 5  # happenings in a reason; the verdict's ids are all


@frozen
class Case:
    """An expectation with all that decides about it."""

    wanted: Expectation
    evidence: Evidence
    final: bool
    doubt: str  # what has left and may matter to what is missing; empty: nothing
    lost_reference: str  # what has left and may have been the reference
    pending: tuple[str, ...]  # what is under way by ourselves

    @property
    def noun(self) -> str:
        """What is counted."""
        return NOUNS[self.wanted.what]


@frozen
class Finding:
    """What became of one window, or of one value."""

    outcome: Outcome
    reason: str
    ids: tuple[str, ...] = ()
    until: Millis | None = None
    waits_since: Millis | None = None


def of_windows(case: Case, rows: Sequence[Window], found: Sequence[Happening]) -> Finding:
    """What became of all windows together; ``found`` are the happenings that count, in order."""
    if not rows:
        return _without_reference(case)
    allot(rows, found, case.wanted.times)
    findings = [_of_window(case, row) for row in rows]
    decided = worst(each.outcome for each in findings)
    deciding = [each for each in findings if each.outcome is decided]
    if decided is Outcome.PASS and len(rows) > 1:
        ids = tuple(key for each in deciding for key in each.ids)
        after = quoted(case.wanted.timing.after)
        return Finding(Outcome.PASS, f"so it was after each of the {len(rows)} happenings of {after}", ids)
    return replaced(deciding[0], reason=joined(deciding), until=soonest(deciding))


def _without_reference(case: Case) -> Finding:
    name = quoted(case.wanted.timing.after)
    if case.lost_reference:
        return Finding(Outcome.INCONCLUSIVE, f"{name} is not to be found, and {case.lost_reference}")
    if not case.final:
        since = case.evidence.began if not case.wanted.times.least else None
        return Finding(Outcome.INCONCLUSIVE, f"{name} has not happened yet", waits_since=since)
    if case.wanted.times.least:
        return Finding(Outcome.FAIL, f"{name} did not happen, so nothing could come after it")
    return Finding(Outcome.PASS, f"{name} did not happen, and nothing came after it")


def _of_window(case: Case, row: Window) -> Finding:
    ids = tuple(each.id for each in (row.since, *row.taken, *row.excess) if each is not None)
    finding = _too_many(case, row) or _too_soon(case, row) or _too_few(case, row) or _enough(case, row)
    return replaced(finding, ids=ids)


def _too_many(case: Case, row: Window) -> Finding | None:
    if not row.excess:
        return None
    came = [*row.taken, *row.excess]
    reason = (
        f"{some(len(came), case.noun)} came{_time(case, row)}, {case.wanted.times} expected: {listed(came)}"
    )
    return _unless_lost(case, reason)


def _too_soon(case: Case, row: Window) -> Finding | None:
    if not row.soon or row.since is None:
        return None
    first = row.soon[0]
    early = f"{first} came {lasting(first.at - row.since.at)} after {_name(case, row.since)}"
    return _unless_lost(case, f"{early}, sooner than {lasting(row.least)}")


def _unless_lost(case: Case, reason: str) -> Finding:
    """A fail, unless the reference may have been something that has left."""
    if case.lost_reference:
        return Finding(Outcome.INCONCLUSIVE, f"{reason}; but {case.lost_reference}")
    return Finding(Outcome.FAIL, reason)


def _too_few(case: Case, row: Window) -> Finding | None:
    times, now = case.wanted.times, case.evidence.now
    if len(row.taken) >= times.least:
        return None
    count = some(len(row.taken), case.noun)
    missing = f"{count} came{_time(case, row)}, {times} expected"
    why = case.doubt or ("" if case.wanted.timing.each else case.lost_reference)
    if why:
        return Finding(Outcome.INCONCLUSIVE, f"{missing}; but {why}, and may have mattered")
    if case.pending:
        return Finding(Outcome.INCONCLUSIVE, f"{missing}; still under way: {_some_of(case.pending)}")
    if row.is_over(now):
        return Finding(Outcome.FAIL, missing)
    if case.final:
        return Finding(Outcome.FAIL, missing + _cut_short(row, now))
    return Finding(Outcome.INCONCLUSIVE, f"{missing}; not yet{_by(row)}", until=row.until)


def _enough(case: Case, row: Window) -> Finding:
    reason = f"{some(len(row.taken), case.noun)} came{_time(case, row)}{_those(row.taken)}"
    if case.lost_reference:
        lost = "another to come after" if case.wanted.timing.each else "an earlier beginning"
        return Finding(Outcome.INCONCLUSIVE, f"{reason}; but {case.lost_reference}: {lost} may be among it")
    is_unbound = case.wanted.times.most is None
    if case.doubt and (not is_unbound or case.wanted.per is not None):
        more = "a value that lacks something" if is_unbound else "more"
        return Finding(Outcome.INCONCLUSIVE, f"{reason}; but {case.doubt}, and there may have been {more}")
    return Finding(Outcome.PASS, reason) if is_unbound else _no_more(case, row, reason)


def _no_more(case: Case, row: Window, reason: str) -> Finding:
    """Enough came; whether more may come, where more would be too much."""
    now = case.evidence.now
    if row.is_over(now):
        return Finding(Outcome.PASS, reason)
    if case.pending:
        return Finding(Outcome.INCONCLUSIVE, f"{reason}; still under way: {_some_of(case.pending)}")
    if case.final:
        return Finding(Outcome.PASS, reason + _cut_short(row, now))
    since = None if row.until is not None else max([case.evidence.began, *(each.at for each in row.taken)])
    more = f"{reason}, so far; more may come{_by(row)}"
    return Finding(Outcome.INCONCLUSIVE, more, until=row.until, waits_since=since)


# In words


def _name(case: Case, since: Happening) -> str:
    return f"{quoted(case.wanted.timing.after)} ({since})" if since.id else str(since)


def _time(case: Case, row: Window) -> str:
    timing = case.wanted.timing
    since = "" if row.since is None else f"after {_name(case, row.since)}"
    ends = (
        f"before {quoted(timing.before)}{f' ({row.before})' if row.before else ''}" if timing.before else ""
    )
    said = " ".join(part for part in (span(timing), since, ends) if part)
    return f" {said}" if said else ""


def _by(row: Window) -> str:
    return "" if row.until is None else f", until {iso(row.until)}"


def _cut_short(row: Window, now: Millis) -> str:
    """What a verdict says that was asked for before the time was over."""
    if row.until is None:
        return ""
    return f" ({lasting(row.until - now)} before that time was over)"


def _those(found: Sequence[Happening]) -> str:
    return f": {listed(found)}" if found else ""


def listed(found: Sequence[Happening]) -> str:
    """Happenings in words, the first few."""
    return _some_of(found)


def _some_of(rows: Sequence[object]) -> str:
    more = [f"and {len(rows) - _MOST_SHOWN} more"] if len(rows) > _MOST_SHOWN else []
    return ", ".join([*map(str, rows[:_MOST_SHOWN]), *more])


def joined(rows: Sequence[Finding]) -> str:
    """The reasons of several, a few of them whole."""
    if len(rows) > _MOST_SHOWN and rows[0].outcome is Outcome.PASS:
        return f"so it was for each of {len(rows)} values"
    return "; ".join(
        [*(row.reason for row in rows[:3]), *([f"and {len(rows) - 3} more"] if rows[3:] else [])]
    )


def soonest(rows: Iterable[Finding]) -> Millis | None:
    """When time alone decides the first of them."""
    return min((row.until for row in rows if row.until is not None), default=None)


def latest(rows: Sequence[Finding], decided: Outcome) -> Millis | None:
    """When the last came of what is right so far; None where something is missing as well."""
    if decided is not Outcome.INCONCLUSIVE or any(row.waits_since is None for row in rows):
        return None
    return max(row.waits_since for row in rows if row.waits_since is not None)
