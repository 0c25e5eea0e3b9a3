"""What a file's timeline says, and what is wrong with it."""

import pytest

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import combine
from mockserver.scenario.planned import CallPlaced, CampaignTold, RuleBegun, StatesSet, TargetAsked
from tests.scenario.made_up import VENDORS

HEAD = "variables: {target: 'http://127.0.0.1:9000'}\nvendors: {nimbus: }\ntimeline:\n"


def planned(rows):
    return loads(HEAD + rows, "s.yaml", None, VENDORS).timeline


def mistake(rows):
    with pytest.raises(ScenarioMistake) as caught:
        loads(HEAD + rows, "s.yaml", None, VENDORS)
    return str(caught.value)


def test_a_call_belongs_to_the_only_vendor_and_goes_as_its_numbers_say():
    (row,) = planned("  - {at: 1m, call: {caller: '1', called: '2', data: mine}}")

    assert (row.at, row.does) == (60_000, CallPlaced("nimbus", "1", "2", None, (("data", "mine"),)))


def test_an_outcome_of_a_call_is_the_vendors_steps():
    (row,) = planned("  - {at: 0s, call: {caller: '1', called: '2', outcome: busy}}")

    assert [beat.after for beat in row.does.script] == [0, 2000]


def test_an_order_a_state_and_a_request():
    rows = planned(
        "  - {at: 1s, order: {campaign: spring, order: start}}\n"
        "  - {at: 1s, state: {order: Paid}}\n"
        "  - {at: 1s, request: {method: GET, path: /health}}\n"
    )

    assert [row.does for row in rows] == [
        CampaignTold("nimbus", "spring", "start"),
        StatesSet((("order", "Paid"),)),
        TargetAsked("GET", "http://127.0.0.1:9000/health", (), None),
    ]


def test_a_rule_without_a_name_is_called_by_its_place():
    rows = planned("  - {at: 1s, state: {a: b}}\n  - {at: 2s, rule: {respond: {status: 500}}}\n")

    assert isinstance(rows[1].does, RuleBegun)
    assert rows[1].does.rule.name == "timeline[1]"


def test_timelines_of_several_files_are_one():
    one = loads(HEAD + "  - {at: 1s, state: {a: b}}", "1.yaml", None, VENDORS)
    two = loads(HEAD + "  - {at: 2s, state: {a: c}}", "2.yaml", None, VENDORS)

    assert [row.at for row in combine([one, two]).timeline] == [1000, 2000]


def test_a_request_needs_to_know_where_the_application_is():
    text = "timeline: [{at: 1s, request: {path: /a}}]"

    with pytest.raises(ScenarioMistake, match="1:30: found no variable 'target'; expected"):
        loads(text, "s.yaml", None, VENDORS)
    with pytest.raises(ScenarioMistake, match="1:30: found target='nowhere'; expected a variable"):
        loads(text, "s.yaml", None, VENDORS, variables={"target": "nowhere"})
    told = loads(text, "s.yaml", None, VENDORS, variables={"target": "http://[::1]:9/base/"})
    assert told.timeline[0].does.url == "http://[::1]:9/base/a"


# fmt: off
MISTAKES = [  # ^ is where the mistake is
    ("^{call: {caller: '1', called: '2'}}", "no 'at'; expected 'at'"),
    ("^{at: 1s}", "none of call, order, state"),
    ("{at: 1s, state: {a: b}, ^end_rule: c}", "'end_rule' as well"),
    ("{at: 1s, order: {campaign: a, order: ^strat}}", "'strat'; expected one of load, start, stop, unload"),
    ("{at: 1s, call: ^{called: '2'}}", "no 'caller'"),
    ("{at: 1s, call: {caller: '1', called: '2', steps: [^rngs 4s, busy]}}", "'rngs 4s'; expected a step"),
    ("{at: 1s, call: {caller: '1', called: '2', outcome: ^bsy}}", "'bsy'; expected one of called_hung_up"),
    ("{at: 1s, call: {caller: ^'{{ fkae }}', called: '2'}}", "'{{ fkae }}'; expected a template that"),
    ("{at: 1s, request: {method: ^HEAD, path: /a}}", "'HEAD'; expected one of GET"),
    ("{at: 1s, request: {path: /a, json: ^.nan}}", "the number .nan; expected a value that JSON can say"),
    ("{at: 1s, request: {path: /a, json: {b: [^'{{ c( }}']}}}", "'{{ c( }}'; expected a template"),
    ("{at: 1s, end_rule: ^a}", "'a'; expected the name of a rule of the timeline: nothing"),
    ("{at: 1s, rule: {path: ^api/*, fault: HANG}}", "'api/*'; expected a pattern of paths, in which"),
]
# fmt: on


@pytest.mark.parametrize(("row", "told"), MISTAKES)
def test_a_mistake_has_its_place(row, told):
    column = len("  - ") + row.index("^") + 1

    assert mistake(f"  - {row.replace('^', '')}\n").startswith(f"s.yaml:4:{column}: found {told}")


def test_a_mistake_in_a_template_of_several_lines_has_its_line():
    told = mistake(
        "  - at: 1s\n    request:\n      path: /a\n      text: |\n        one\n        {{ two. }}\n"
    )

    assert told.startswith("s.yaml:9:1: found '{{ two. }}'; expected a template that renders (")


def test_a_rule_may_end_between_two_times_that_it_begins():
    begins = "".join(f"  - {{at: {at}, rule: {{name: a, fault: HANG}}}}\n" for at in ("5s", "1s"))

    assert [row.at for row in planned(f"{begins}  - {{at: 3s, end_rule: a}}\n")] == [5000, 1000, 3000]


def test_a_call_says_whose_it_is_where_there_are_several():
    with pytest.raises(ScenarioMistake, match="found no 'vendor'; expected 'vendor': one of nimbus, stratus"):
        loads("timeline: [{at: 1s, call: {caller: a, called: b}}]", "s.yaml", None, VENDORS)
