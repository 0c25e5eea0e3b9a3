"""Judging: an expectation held against the evidence gives a verdict.

Rule: what could still come, or has left the journal and could matter, makes a verdict
inconclusive. ``final`` says that nobody waits any longer: what has not come is missing then.
What is under way by ourselves stays inconclusive all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.frozen import replaced
from mockserver.scenario.expected import START, Expectation, What
from mockserver.scenario.states import STARTED
from mockserver.verify.byvalue import ByValue
from mockserver.verify.evidence import Evidence
from mockserver.verify.happenings import Happening, happenings, references
from mockserver.verify.nearness import near_misses
from mockserver.verify.underway import underway
from mockserver.verify.verdicts import Outcome, Verdict, worst
from mockserver.verify.weighing import Case, Finding, joined, latest, listed, of_windows, soonest
from mockserver.verify.windows import windows
from mockserver.verify.words import expected, some

Known = Mapping[str, Expectation]
Group = tuple[str | None, list[Happening]]


def judged(
    wanted: Expectation, known: Known, evidence: Evidence, *, final: bool = False, nearness: bool = True
) -> Verdict:
    """The verdict on an expectation; ``known`` are those that it may refer to, by name.

    ``nearness``: with near misses, which take the most time of all.
    """
    if wanted.what is What.STATE:
        return _of_state(wanted, evidence, final)
    case = _case(wanted, known, evidence, final)
    found = happenings(wanted, evidence)
    after, before = (_reference(case, known, name) for name in (wanted.timing.after, wanted.timing.before))
    rows = [_of_value(case, after, before, *group) for group in _by_value(case, after, found)]
    decided = worst(row.outcome for row in rows)
    deciding = [row for row in rows if row.outcome is decided]
    verdict = Verdict(
        name=wanted.name,
        outcome=decided,
        reason=joined(deciding) + _without_value(case, found),
        expected=expected(wanted),
        found=sum(each.counts for each in found),
        events=tuple(dict.fromkeys(key for row in deciding for key in row.ids if key)),
        until=soonest(deciding),
        waits_since=latest(deciding, decided),
    )
    misses = near_misses(wanted, evidence) if nearness and decided is not Outcome.PASS else ()
    return replaced(verdict, near_misses=misses)


def _case(wanted: Expectation, known: Known, evidence: Evidence, final: bool) -> Case:
    doubt = "" if _is_anchored(wanted, known) else _gone(wanted.what, evidence)
    lost = [_gone(_kind(name, known), evidence) for name in wanted.timing.references]
    pending = tuple(underway(wanted, evidence))
    return Case(wanted, evidence, final, doubt, next(filter(None, lost), ""), pending)


def _is_anchored(wanted: Expectation, known: Known) -> bool:
    """Whether the journal that still has the reference has all that came after it."""
    after = wanted.timing.after
    return after not in ("", START) and What.CALLBACK not in (wanted.what, _kind(after, known))


def _kind(name: str, known: Known) -> What:
    return known[name].what if name in known else What.REQUEST


def _gone(what: What, evidence: Evidence) -> str:
    """What has left that may have mattered; empty if nothing has."""
    if what is What.CALLBACK:
        return f"{some(evidence.departed, 'callback')} left the outbox" if evidence.departed else ""
    return f"{some(evidence.evicted, 'exchange')} left the journal" if evidence.evicted else ""


def _of_state(wanted: Expectation, evidence: Evidence, final: bool) -> Verdict:
    found = {name: evidence.states.get(name, STARTED) for name, _ in wanted.states}
    wrong = [f"{name} is {found[name]}" for name, state in wanted.states if found[name] != (state or STARTED)]
    outcome = Outcome.PASS if not wrong else Outcome.FAIL if final else Outcome.INCONCLUSIVE
    reason = ", ".join(wrong or [f"{name} is {state}" for name, state in found.items()])
    said = f"{reason}; expected {expected(wanted)}" if wrong else reason
    return Verdict(wanted.name, outcome, said, expected(wanted), len(wanted.states) - len(wrong))


# Values: what is counted for each by itself


def _by_value(case: Case, after: ByValue | None, found: list[Happening]) -> list[Group]:
    """What was found for each value; where a reference has values, for those alone, and for each of them."""
    if case.wanted.per is None:
        return [(None, found)]
    named = None if after is None else after.values
    groups: dict[str | None, list[Happening]] = {value: [] for value in named or ()}
    for each in found:
        if named is None or None in named or each.value in named:
            groups.setdefault(each.value, []).append(each)
    groups.pop(None, None)  # a request without the value is none of those that are counted by it
    return list(groups.items()) or [(None, [])]


def _without_value(case: Case, found: list[Happening]) -> str:
    """What a verdict says of those that are not counted, because they have nothing to be counted by."""
    count = 0 if case.wanted.per is None else sum(each.value is None for each in found)
    return f"; {some(count, case.noun)} without {case.wanted.per} not counted" if count else ""


def _reference(case: Case, known: Known, name: str) -> ByValue | None:
    """The happenings that a name refers to; None where there is no name."""
    return ByValue(references(name, known, case.evidence, case.wanted)) if name else None


def _of_value(
    case: Case, after: ByValue | None, before: ByValue | None, value: str | None, found: list[Happening]
) -> Finding:
    begins = None if after is None else after.of(value)
    ends = () if before is None else before.of(value)
    rows = windows(case.wanted.timing, begins, ends, case.evidence.began)
    finding = of_windows(case, rows, [each for each in found if each.counts])
    tried = [each for each in found if not each.counts]
    about = f" for {case.wanted.per} {value!r}" if value is not None else ""
    return replaced(finding, reason=f"{finding.reason}{about}{_in_vain(case, finding, tried)}")


def _in_vain(case: Case, finding: Finding, tried: Sequence[Happening]) -> str:
    if not tried or finding.outcome is Outcome.PASS:
        return ""
    how = "delivered like this" if case.wanted.what is What.CALLBACK else "answered like this"
    return f"; {some(len(tried), case.noun)} not {how}: {listed(tried)}"
