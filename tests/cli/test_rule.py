"""The command for rules: what it asks the admin API for, and what it prints of the answer."""

import json
from urllib.parse import unquote

import pytest

from mockserver.cli import rule
from mockserver.cli.failing import Mistake

TOLD = {
    "id": "5b8d3c54-8f0e-4f5e-9d0a-0d0c1d3c8a11",
    "name": "slow",
    "origin": "live",
    "answered": 3,
    "until": "2026-01-01T00:10:00.000Z",
    "ended": False,
    "rule": {"fault": {"delay": "1s"}},
}


class Noting:
    """Answers as the admin API does, and notes what it was asked."""

    def __init__(self):
        self.asked = []

    def post(self, path, body):
        self.asked.append(("POST", path, body))
        return TOLD

    def get(self, path):
        self.asked.append(("GET", path))
        return {"rules": [TOLD]}

    def delete(self, path):
        self.asked.append(("DELETE", unquote(path)))
        return TOLD


@pytest.mark.parametrize(
    ("action", "what", "asked"),
    [
        ("add", "{path: '*', fault: HANG, when: {first: 3}}",
         ("POST", "/rules", {"path": "*", "fault": "HANG", "when": {"first": 3}})),
        ("list", None, ("GET", "/rules")),
        ("drop", "live[1]/x", ("DELETE", "/rules/live[1]/x")),
    ],
)  # fmt: skip
def test_each_action_asks_for_its_route(action, what, asked):
    admin = Noting()

    rule.ACTIONS[action](admin, what)

    assert admin.asked == [asked]


@pytest.mark.parametrize(
    ("action", "what", "says"),
    [
        ("add", None, "give the words of a rule"),
        ("add", "{path: ", "the rule:"),
        ("add", "HANG", "are a mapping"),
        ("list", "x", "takes nothing more"),
        ("drop", "", "give the id or the name"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_line(fails, action, what, says):
    with pytest.raises(Mistake):
        rule.ACTIONS[action](Noting(), what)

    assert says in fails("rule", action, *([] if what is None else [what]))


@pytest.mark.parametrize(
    ("told", "last"),
    [
        (TOLD, "2026-01-01T00:10:00.000Z"),
        ({**TOLD, "until": None}, "-"),
        ({**TOLD, "ended": True}, "ended"),
    ],
)
def test_a_rule_is_a_row_with_its_end(capsys, told, last):
    rule.tell([told])

    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "FROM", "ANSWERED", "UNTIL", "RULE"]
    assert row.split(maxsplit=4) == ["slow", "live", "3", last, json.dumps(TOLD["rule"])]


def test_no_rules_are_said_to_be_none(capsys):
    rule.tell([])

    assert capsys.readouterr().out == "no rules\n"


def test_nobody_there_is_said_in_a_line(run):
    ran = run("rule", "list", "--url", "http://127.0.0.1:9")

    assert ran.code == 1
    assert "--url says where it is" in ran.err
