"""What could have answered a request that nothing answered: operations and rules, and what each lacked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Protocol

from mockserver.frozen import frozen
from mockserver.request import Request
from mockserver.scenario.asked import Asked
from mockserver.scenario.conditions import Finding, findings
from mockserver.scenario.model import Rule
from mockserver.verify.nearness import distance


class Row(Protocol):
    """A row of a vendor's table."""

    @property
    def name(self) -> str:
        """What the operation is called."""
        ...

    @property
    def method(self) -> str:
        """The method of its requests."""
        ...

    @property
    def path(self) -> str:
        """Where they go; a part in braces stands for any."""
        ...


_HOLE = re.compile(r"\{[^{}/]*\}|<[^<>/]*>")


@frozen
class Candidate:
    """Something that would have answered, had the request been as it wants it."""

    name: str
    vendor: str
    method: str  # empty: any
    path: str  # as the operation's table or the rule spells it; empty: any
    findings: tuple[Finding, ...]
    is_rule: bool = False

    @property
    def distance(self) -> float:
        """From 0 to 1."""
        return distance(self.findings)

    @property
    def differences(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(each for each in self.findings if not each.holds)


def of_operations(vendor: str, operations: Iterable[Row], request: Request) -> Iterator[Candidate]:
    """A vendor's operations, by method and path."""
    for row in operations:
        parts = (
            Finding("method", row.method, request.method, row.method == request.method),
            Finding("path", row.path, request.path, _leads(row.path, request.path)),
        )
        yield Candidate(row.name, vendor, row.method, row.path, parts)


def _leads(path: str, asked: str) -> bool:
    """Whether a path of a table leads there; what stands in braces is any one part of it."""
    return re.fullmatch(as_pattern(path), asked) is not None


def as_pattern(path: str) -> str:
    """A path with parts in braces, or a glob, as a regular expression."""
    parts = (re.escape(part).replace(r"\*", ".*").replace(r"\?", ".") for part in _HOLE.split(path))
    return "[^/]+".join(parts)


def of_rules(rules: Iterable[Rule], asked: Asked) -> Iterator[Candidate]:
    """Rules, by all that they want of a request; whose turn it is says nothing of the request."""
    request = asked.request
    for rule in rules:
        named = (
            ("vendor", rule.vendor, asked.vendor),
            ("operation", rule.operation, asked.operation),
            ("method", rule.method, request.method),
        )
        parts = [Finding(where, want, found or None, want == found) for where, want, found in named if want]
        if rule.path:
            parts.append(Finding("path", rule.path, request.path, fnmatchcase(request.path, rule.path)))
        parts += findings(rule.when.conditions, asked)
        yield Candidate(rule.name, rule.vendor, rule.method, rule.path, tuple(parts), is_rule=True)
