"""A recording as a scenario file: a rule for each answer, in an order in which each is reached.

Rule: JSON is YAML, so the values of a rule are written as JSON writes them; what YAML reads
otherwise (a line separator, a variable's sign) is spelt out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from mockserver.frozen import frozen
from mockserver.kit import Vendor
from mockserver.recording.answers import CannotSay, respond_of
from mockserver.recording.conditions import Asking, Reader
from mockserver.recording.tape import Exchange
from mockserver.scenario.leaves import METHOD
from mockserver.scenario.source import SCENARIO_CAP
from mockserver.web.straight import mount_of

_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_MARGIN = 64 * 1024  # bytes of a file beside its rules


@frozen
class Rule:
    """A rule of the file, and the exchange that it was made of first."""

    exchange: Exchange
    asking: Asking
    respond: Mapping[str, Any]
    first: int | None = None  # it answers so many, then the next one does; None: all that come


@frozen
class Written:
    """A scenario file: its text, the exchanges it plays, and why it lacks the others."""

    text: str
    rules: int
    played: tuple[Exchange, ...]
    left_out: tuple[str, ...]


def written(
    exchanges: Sequence[Exchange],
    reader: Reader,
    name: str,
    head: Iterable[str],
    remarks: Mapping[int, Sequence[str]],
) -> Written:
    """The scenario that answers as the vendor did.

    ``head`` is the comment at its top; ``remarks`` are comments before the rule of an exchange, by number.
    """
    left_out: list[str] = []
    said = [each for exchange in exchanges if (each := _said(exchange, reader, left_out)) is not None]
    lines: list[str] = []
    size, rules = 0, _ordered(said)
    for rule in rules:
        text = _rule(rule, reader.vendor.name, remarks.get(rule.exchange.number, ()))
        size += len(text.encode())
        if size > SCENARIO_CAP - _MARGIN:
            left_out.append(f"{len(rules) - len(lines)} answers: the file would be over {SCENARIO_CAP} bytes")
            break
        lines.append(text)
    top = [
        *(f"# {line}".rstrip() for line in head),
        f"name: {_json(name)}",
        f"vendors: {{{reader.vendor.name}: {{}}}}",
    ]
    text = "\n".join([*top, "rules:" if lines else "rules: []", *lines]) + "\n"
    return Written(text, len(lines), tuple(rule.exchange for rule in said), tuple(left_out))


def _said(exchange: Exchange, reader: Reader, left_out: list[str]) -> Rule | None:
    why = _not_ours(exchange, reader.vendor)
    try:
        if why:
            raise CannotSay(why)
        own = reader.own_numbers(exchange.request)
        return Rule(
            exchange, reader.asking(exchange.request), respond_of(exchange.reply, reader.standins, own)
        )
    except CannotSay as why_not:
        left_out.append(f"#{exchange.number} {_shown(exchange, reader)}: {why_not}")
        return None


def _not_ours(exchange: Exchange, vendor: Vendor) -> str:
    """Why no rule can take a request; empty if one can."""
    request = exchange.request
    if vendor.bayeux is not None and vendor.bayeux.is_at(request.path):
        return "its messages are for the mock to play"
    if request.method not in METHOD.words:
        return f"the method {request.method}"
    if not vendor.site and not mount_of(vendor, request.path):
        return f"no path of {vendor.title}'s that the mock knows"
    return ""


def _shown(exchange: Exchange, reader: Reader) -> str:
    return f"{exchange.request.method} {reader.standins.shown(exchange.request.path)}"


def _ordered(said: Sequence[Rule]) -> list[Rule]:
    """What asks for more first; of those that ask for the same, as they were heard."""
    groups: dict[str, list[Rule]] = {}
    for rule in said:
        groups.setdefault(rule.asking.key, []).append(rule)
    ranked = sorted(groups.values(), key=lambda group: group[0].asking.size, reverse=True)
    return [rule for group in ranked for rule in _in_turn(group)]


def _in_turn(group: Sequence[Rule]) -> list[Rule]:
    """One rule for each run of the same answer: it counts only what those before it have left."""
    runs = [list(run) for _, run in groupby(group, key=lambda rule: _json(rule.respond))]
    return [
        Rule(run[0].exchange, run[0].asking, run[0].respond, None if run is runs[-1] else len(run))
        for run in runs
    ]


def _rule(rule: Rule, vendor: str, remarks: Sequence[str]) -> str:
    asking, respond = rule.asking, rule.respond
    when = {**asking.when, **({} if rule.first is None else {"first": rule.first})}
    path = asking.path.replace("\n", "?")
    lines = [
        *(f"# {_one_line(remark)}" for remark in remarks),
        f"- name: {_json(f'{asking.operation or asking.method} #{rule.exchange.number}')}",
        f"  vendor: {vendor}",
        f"  method: {asking.method}",
        f"  path: {_json(path)}",
        *([f"  when: {_json(when)}"] if when else []),
        "  respond:",
        *(f"    {key}: {_json(value)}" for key, value in respond.items()),
    ]
    return "\n".join(f"  {line}" for line in lines)


def _one_line(text: str) -> str:
    return " ".join(_NOT_IN_YAML.sub("?", text).split())


def _json(value: Any) -> str:
    text = json.dumps(_without_variables(value), ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _without_variables(value: Any) -> Any:
    """The value, with the sign of a variable spelt as itself."""
    if isinstance(value, dict):
        return {name: _without_variables(item) for name, item in value.items()}
    return value.replace("${", "$${") if isinstance(value, str) else value
