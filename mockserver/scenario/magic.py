"""One rule in one line: the words of ``--fault``, and of the header by which a request asks for a fault.

Rule: a line says what a file's rule says; the name or the mapping of a fault alone, or a status,
stands for the rule that has nothing else. The header counts only where the scenario says ``magic``.
"""

from __future__ import annotations

from dataclasses import replace

from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.grammar import RULE
from mockserver.scenario.load import tree_of
from mockserver.scenario.mistakes import ScenarioMistake, Wrong
from mockserver.scenario.model import Respond, Rule
from mockserver.scenario.nodes import Kind, Node, container

HEADER = "X-Mock-Fault"
_LONGEST = 80  # letters of a wish that the journal calls the rule by
_WHOLE = ("respond", "fault", "sets")  # what makes a mapping a rule


def rule_said(text: str, where: str, vendors: Vendors, served: tuple[str, ...] = ()) -> Rule:
    """The rule of a line; it is called ``where`` if it gives itself no name.

    Raises:
        ScenarioMistake: it says none.
    """
    node = tree_of(text, where)
    try:
        rule: Rule = RULE.read(_rule(node), Around(where, None, vendors, served or tuple(vendors)))
    except Wrong as why:
        raise ScenarioMistake(why.mistakes) from None
    return rule if rule.name else replace(rule, name=where)


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
        return replace(rule_said(text, HEADER, {vendor: vendors[vendor]}), name=name)
    except ScenarioMistake as why:
        headers = (("Content-Type", "text/plain; charset=utf-8"),)
        return Rule(name, Respond(status=400, headers=headers, body=f"mockserver: {why}\n".encode()))
