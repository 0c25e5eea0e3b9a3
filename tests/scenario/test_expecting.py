"""``expect`` in scenario files: what it means, and where its mistakes are."""

from __future__ import annotations

import pytest

from mockserver.scenario.asked import Where
from mockserver.scenario.expected import START, Times, Timing, What
from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import combine
from tests.acme import VENDOR

VENDORS = {"acme": VENDOR}
RULE = "rules:\n  - {name: down, operation: Annotate, respond: {status: 503}}\n"


def expectations(rows, before=""):
    return loads(
        f"{before}expect:\n" + "".join(f"  - {row}\n" for row in rows), "it.yaml", None, VENDORS
    ).expectations


def mistakes(row, before=""):
    with pytest.raises(ScenarioMistake) as why:
        expectations([row], before)
    return [str(slip) for slip in why.value.mistakes]


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("", Times(1, None)),
        ("times: 3", Times(3, 3)),
        ("times: 2..4", Times(2, 4)),
        ("times: {least: 2}", Times(2, None)),
        ("times: {most: 2}", Times(0, 2)),
        ("never: true", Times(0, 0)),
        ("exactly_once_per: body.Id", Times(1, 1)),
    ],
)
def test_how_many(words, times):
    (row,) = expectations([f"{{operation: Annotate, {words}}}"])

    assert row.times == times


@pytest.mark.parametrize(
    ("words", "statuses"),
    [("200", (200, 200)), ("4xx", (400, 499)), ("5XX", (500, 599)), ("500..503", (500, 503))],
)
def test_which_statuses(words, statuses):
    (row,) = expectations([f"{{operation: Annotate, answered: {words}}}"])

    assert row.answered == statuses


def test_when():
    rows = expectations(
        [
            "{name: a, operation: Annotate, after: down, each: true, within: 30s, per: body.Id}",
            "{name: b, operation: Place, before: a, after: start, within: 1s..30s}",
        ],
        RULE,
    )

    assert rows[0].timing == Timing("down", True, "", 0, 30_000)
    assert rows[0].per == Where("body", "Id")
    assert rows[1].timing == Timing(START, False, "a", 1_000, 30_000)


def test_what():
    rows = expectations(
        [
            "{callback: released, delivered: true, attempts: 2}",
            "{message: /x/*}",
            "{state: {a: b}}",
            "{path: /x}",
        ]
    )

    assert [row.what for row in rows] == [What.CALLBACK, What.MESSAGE, What.STATE, What.REQUEST]
    assert [row.name for row in rows] == ["expect[0]", "expect[1]", "expect[2]", "expect[3]"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{operation: Anotate}", "it.yaml:2:17: found 'Anotate'; expected one of Annotate"),
        ("{opration: Annotate}", "it.yaml:2:6: found the key 'opration'"),
        ("{name: x}", "it.yaml:2:5: found none of operation, path"),
        ("{operation: Find, path: /x}", "only one of operation, path"),
        (
            "{operation: Find, times: 4..2}",
            "it.yaml:2:30: found '4..2'; expected the smaller number first; did you mean 2..4?",
        ),
        (
            "{operation: Find, times: {least: 4, most: 2}}",
            "it.yaml:2:47: found the number 2; expected no fewer than 4",
        ),
        ("{operation: Find, times: often}", "it.yaml:2:30: found 'often'; expected how many"),
        ("{operation: Find, times: 2, never: true}", "only one of times, never, exactly_once_per"),
        ("{operation: Find, never: false}", "it.yaml:2:30: found false; expected true, or no such key"),
        ("{operation: Find, answered: 700}", "it.yaml:2:33: found the number 700; expected a status"),
        ("{operation: Find, within: 30}", "did you mean 30s?"),
        (
            "{operation: Find, after: nobody}",
            "it.yaml:2:30: found 'nobody'; expected start, or the name of a rule",
        ),
        (
            "{operation: Find, after: start, each: true}",
            "it.yaml:2:43: found true; expected after beside each",
        ),
        ("{operation: Find, per: bdy.Id}", "it.yaml:2:28: found 'bdy.Id'; expected a place"),
        ("{operation: Find, delivered: true}", "no 'delivered' where a request is expected"),
        ("{callback: releasd}", "did you mean released?"),
        (
            "{vendor: acme, operation: Find, callback: released}",
            "no 'operation' where a callback is expected",
        ),
        ("{state: {a: b}, times: 2}", "no 'times' where a state is expected"),
        ("{path: /x, when: {boddy: {}}}", "it.yaml:2:23: found the key 'boddy'"),
    ],
)
def test_a_mistake_has_its_place(row, said):
    (found,) = mistakes(row)

    assert said in found


@pytest.mark.parametrize("name", ["down", "start"])
def test_a_name_is_its_own(name):
    (found,) = mistakes(f"{{name: {name}, operation: Find}}", RULE)

    assert f"it.yaml:4:12: found the name '{name}' a second time" in found


def test_expectations_of_several_files_follow_one_another():
    texts = ("expect: [{path: /a}, {name: b, path: /b}]", "expect: [{path: /c}]")

    made = combine([loads(text, "it.yaml", None, VENDORS) for text in texts])

    assert [(row.name, row.path) for row in made.expectations] == [
        ("expect[0]", "/a"), ("b", "/b"), ("expect[2]", "/c"),
    ]  # fmt: skip
