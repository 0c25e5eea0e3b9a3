"""Which rules can never answer, because one before them takes all that they would take.

Rule: only what is certain is said. A rule that counts, ends or is over in time takes nothing for
certain; two patterns are compared only where ``*`` is all that is special in the wider one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from mockserver.frozen import frozen
from mockserver.scenario.model import Rule


@frozen
class Unreachable:
    """A rule that never answers, and the one before it that takes everything."""

    rule: Rule
    taken_by: Rule


def unreachable(rules: Sequence[Rule]) -> Iterator[Unreachable]:
    """The rules that never answer, in their order."""
    takers: list[Rule] = []
    for rule in rules:
        taker = next((each for each in takers if _takes_all_of(each, rule)), None)
        if taker is not None:
            yield Unreachable(rule, taker)
        if _takes_for_certain(rule):
            takers.append(rule)


def _takes_for_certain(rule: Rule) -> bool:
    return rule.ttl is None and rule.when.turn is None and rule.when.stretch is None and not rule.sets


def _takes_all_of(taker: Rule, rule: Rule) -> bool:
    return (
        taker.vendor in ("", rule.vendor)
        and taker.operation in ("", rule.operation)
        and taker.method in ("", rule.method)
        and _is_wider(taker.path, rule.path)
        and all(each in rule.when.conditions for each in taker.when.conditions)
        and all(each in rule.when.state for each in taker.when.state)
    )


def _is_wider(pattern: str, other: str) -> bool:
    if pattern in ("", "*", other):
        return True
    # A path with signs of its own is matched as if they were letters: * takes them, too.
    return bool(other) and not set("?[") & set(pattern) and fnmatchcase(other, pattern)
