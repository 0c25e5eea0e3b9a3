"""One rule in one line: the words of ``--fault``, and of the headers by which a request asks for a fault.

Rule: a line says what a file's rule says; the name or the mapping of a fault alone, or a status,
stands for the rule that has nothing else. The headers count only where the scenario says ``magic``.
"""

from __future__ import annotations

from typing import Any

from mockserver.callbacks.misdeeds.rules import CallbackRule
from mockserver.frozen import replaced
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.grammar import ANY_RULE, RULE
from mockserver.scenario.load import tree_of
from mockserver.scenario.mistakes import ScenarioMistake, Wrong
from mockserver.scenario.model import Respond, Rule
from mockserver.scenario.nodes import Kind, Node, container
from mockserver.scenario.shapes import Shape
from mockserver.scenario.straying import CALLBACK

HEADER, CALLBACK_HEADER = "X-Mock-Fault", "X-Mock-Callback-Fault"
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)
_LONGEST = 80  # letters of a wish that the journal calls the rule by
_WHOLE = ("respond", "fault", "sets")  # what makes a mapping a rule


def rule_said(text: str, where: str, vendors: Vendors, served: tuple[str, ...] = ()) -> Rule | CallbackRule:
    """The rule of a line, one of callbacks if it names a ``notice``.

    A rule of requests is called ``where`` if it gives itself no name.

    Raises:
        ScenarioMistake: it says none.
    """
    rule: Rule | CallbackRule = _read(ANY_RULE, text, where, vendors, served)
    return rule if rule.name else replaced(rule, name=where)


def _read(shape: Shape, text: str, where: str, vendors: Vendors, served: tuple[str, ...] = ()) -> Any:
    node = tree_of(text, where)
    try:
        return shape.read(_rule(node), Around(where, None, vendors, served or tuple(vendors)))
    except Wrong as why:
        raise ScenarioMistake(why.mistakes) from None


def _rule(node: Node) -> Node:
    """The tree of a rule, whatever the line leaves out."""
    if node.kind is Kind.MAPPING and any(name in node.value for name in _WHOLE):
        return node
    if node.kind is Kind.NUMBER:
        status = container({"status": node}, node.place, {"status": node.place})
        return container({"respond": status}, node.place, {"respond": node.place})
    return container({"fault": node}, node.place, {"fault": node.place})


def rule_asked_for(text: str, vendor: str, vendors: Vendors) -> Rule:
    """The rule that a request asks for in its header; what cannot be read is answered by what is wrong."""
    name = f"{HEADER}: {text[:_LONGEST]}"
    try:
        rule: Rule = _read(RULE, text, HEADER, {vendor: vendors[vendor]})
        return replaced(rule, name=name)
    except ScenarioMistake as why:
        return _unreadable(name, why)


def callback_rule_asked_for(text: str, vendors: Vendors) -> Rule | CallbackRule:
    """The rule for the callbacks that a request leads to; a rule that says what is wrong, if it is none."""
    name = f"{CALLBACK_HEADER}: {text[:_LONGEST]}"
    try:
        rule: CallbackRule = _read(CALLBACK, text, CALLBACK_HEADER, vendors)
        return replaced(rule, name=name)
    except ScenarioMistake as why:
        return _unreadable(name, why)


def _unreadable(name: str, why: ScenarioMistake) -> Rule:
    return Rule(name, Respond(status=400, headers=_PLAIN, body=f"mockserver: {why}\n".encode()))
