"""Templates: what they can name, what they cannot do, and what is found wrong with them before a run."""

import pytest

from mockserver.callcentre.model import Call
from mockserver.clock import DAWN
from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked
from mockserver.scenario.scene import moment_facts, request_facts
from mockserver.scenario.templates import CannotRender, problem, rendered, text
from tests.scenario.made_up import mistakes, scenario

BODY = {"Id": 7, "items": [{"sku": "a"}, {"sku": "b"}], "call": "c-1", "keys": "member"}
CALL = Call(id="c-1", number=1, caller="100", called="200", created=DAWN)


def facts(seed=1, number=1, body=BODY):
    request = Request("POST", "/a/b?v=2&w=", Headers([("X-Trace-Id", "t9")]), b'{"Id": 7}')
    asked = Asked("nimbus", "Ping", request, lambda: body, DAWN)
    calls = {"c-1": CALL}
    return {
        **moment_facts(seed, "en_US", DAWN, "rule", number),
        **request_facts(asked, 3, lambda name: f"{name} is Started", calls.get),
    }


# fmt: off
MADE = [
    ("{{ request.method }} {{ request.path }} {{ request.query.v }}",  "POST /a/b 2"),
    ("{{ request.url }}",                                 "http://localhost/a/b?v=2&w="),
    ("<{{ request.header['x-trace-id'] }} {{ request.header.X_Trace_Id }}>", "<t9 t9>"),
    ("<{{ request.body.items[1].sku }} {{ request.body.keys }}>",      "<b member>"),
    ("{% for item in request.body.items %}{{ item.sku }};{% endfor %}", "a;b;"),
    ("<{{ request.text }}>",                              '<{"Id": 7}>'),
    ("{{ request.operation }} of {{ request.vendor }}",   "Ping of nimbus"),
    ("no. {{ count }}",                                   "no. 3"),
    ("{{ state.order }}",                                 "order is Started"),
    ("{{ call.caller }} calls {{ call.called }}",         "100 calls 200"),
    ("{{ now }}",                                         "2026-01-01T00:00:00.000Z"),
    ("at {{ now.plus('90s') }} or {{ now.minus('1h').strftime('%H:%M') }}",
     "at 2026-01-01T00:01:30.000Z or 23:00"),
    ("<{{ request.body.nobody.at.all }}{{ request.header.nobody }}>",  "<>"),
    ("{{ '{{' }} {% raw %}{{ x }}{% endraw %}",           "{{ {{ x }}"),
    ("plain { text }",                                    "plain { text }"),
    ("<{{ none }}{{ request.body.missing }}> {{ 1 == 1 }} {{ count > 9 }}", "<> true false"),
]
# fmt: on


@pytest.mark.parametrize(("template", "made"), MADE)
def test_a_template_names_what_there_is(template, made):
    assert text(template, facts()) == made
    assert problem(template) is None


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ request.body.Id }}", 7),
        ("{{ request.body.Id + 1 }}", 8),
        (" {{ request.body['items'] }} ", BODY["items"]),
        ("{{ request.body.nobody }}", None),
        ("{{ now.millis }}", DAWN),
        ("{{ count > 2 }}", True),
        ("no. {{ request.body.Id }}", "no. 7"),
        ("{{ request.body.Id }}{{ count }}", "73"),
        ({"a": ["{{ count }}", 1, None]}, {"a": [3, 1, None]}),
    ],
)
def test_one_expression_alone_keeps_its_kind(template, value):
    assert rendered(template, facts()) == value


def test_made_up_values_are_the_same_for_the_same_request_and_differ_within_it():
    def drawn(**named):
        return text("{{ fake.name() }}|{{ fake.name() }}|{{ fake.pyint(1, 10**9) }}", facts(**named))

    assert drawn() == drawn()
    assert len({drawn(), drawn(seed=2), drawn(number=2)}) == 3
    assert len(set(drawn().split("|"))) == 3


def test_no_call_is_nothing():
    assert text("{{ call.id }}{% if call %}yes{% else %}no{% endif %}", facts(body={})) == "no"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ 10 ** 10000 }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ request.body.update({'a': 1}) }}",
        "{{ request.body['items'].append(1) }}",
        "{{ 1 / 0 }}",
        "{{ fake.nmae() }}",
        "{{ now.plus('soon') }}",
    ],
)
def test_what_goes_wrong_or_would_change_or_fill_something_is_refused(template):
    with pytest.raises(CannotRender):
        text(template, facts())


@pytest.mark.parametrize("path", ["request.__class__", "fake._seed", "call.__init__", "''.__class__.__mro__"])
def test_nothing_that_is_ours_alone_is_seen(path):
    assert text(f"<{{{{ {path} }}}}>", facts()) in ("<>", "<None>")


@pytest.mark.parametrize(
    ("template", "line", "why"),
    [
        ("{{ request.path", 0, "unexpected end of template"),
        ("one\n{{ reqest.path }}", 1, "did you mean request?"),
        ("{% if count %}", 0, "Unexpected end"),
        ("{{ count | shout }}", 0, "No filter named 'shout'"),
        ("{{ fake.nmae() }}", 0, "fake has no 'nmae'; did you mean name?"),
        ("{{ lipsum() }}", 0, "nothing is called 'lipsum'"),
        ("\n\n{{ nobody }}", 2, "nothing is called 'nobody'"),
    ],
)
def test_a_rehearsal_finds_what_is_wrong_and_where(template, line, why):
    found = problem(template)

    assert found is not None
    assert found[0] == line
    assert why in found[1]


def test_a_rehearsal_does_not_mind_what_nobody_has_sent():
    assert problem("{{ request.body.n / 2 }}") is None


@pytest.mark.parametrize(
    ("respond", "place"),
    [
        ("{status: 500, message: '{{ nobody }}'}", "1:42"),
        ("{status: 200, body: {a: [1, '{{ x( }}']}}", "1:47"),
        ("{status: 500, headers: {X-A: '{{ 1 | nope }}'}}", "1:48"),
    ],
)
def test_a_bad_template_is_a_mistake_of_the_file(respond, place):
    (told,) = mistakes(f"rules: [{{respond: {respond}}}]")

    assert told.startswith(f"s.yaml:{place}: found ")
    assert "a template that renders" in told


def test_the_line_of_a_template_in_a_block_is_told():
    text = "rules:\n  - respond:\n      status: 200\n      body: |\n        one\n        {{ nobody }}\n"

    (told,) = mistakes(text)

    assert told.startswith("s.yaml:6:1: found '{{ nobody }}'")


def test_an_answer_without_templates_is_made_when_the_file_is_read():
    plain, live = scenario(
        "rules: [{respond: {body: {a: 1}}}, "
        "{respond: {status: 503, retry_after: 1500ms, message: '{{ now }}'}}]"
    ).rules

    assert (plain.respond.is_live, plain.respond.body) == (False, b'{"a": 1}')
    assert live.respond.is_live
    assert live.respond.headers == (("Retry-After", "2"),)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ request.headers.X }}", "request has no 'headers'; did you mean header?"),
        ("{{ call.calller }}", "call has no 'calller'; did you mean caller?"),
        ("{{ fake.name }}", "name is called with brackets: name()"),
        ("by {{ fake.name }}", "name is called with brackets: name()"),
    ],
)
def test_what_would_be_nothing_on_every_run_is_a_mistake(template, told):
    assert problem(template) == (0, told)
