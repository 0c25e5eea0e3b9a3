"""Variables: what ${name} stands for, where it comes from, and what is wrong with it."""

import pytest

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.source import SCENARIO_CAP
from mockserver.scenario.variables import unknown_variables
from tests.scenario.made_up import VENDORS


def scenario(text, environ=None, **variables):
    return loads(text, "s.yaml", None, VENDORS, variables=variables, environ=environ or {})


def mistakes(text, **more):
    with pytest.raises(ScenarioMistake) as caught:
        scenario(text, **more)
    return str(caught.value).split("\n")


def test_a_variable_is_replaced_anywhere_in_a_value():
    told = scenario('variables: {who: jane, day: "05"}\nabout: "for ${who}, 2026-01-${day}"')

    assert told.about == "for jane, 2026-01-05"


def test_a_plain_value_means_what_it_would_if_it_were_written_there():
    told = scenario("variables: {seed: '12'}\nseed: ${seed}\nname: '${seed}'")

    assert (told.seed, told.name) == (12, "12")


@pytest.mark.parametrize(
    ("variable", "given"),
    [("5", {}), ("5", {"n": "7"}), ("{env: N, default: 5}", {}), ("{env: N, default: 5}", {"n": "7"})],
)
def test_alone_in_quotes_it_is_of_the_kind_that_the_file_has_it_in(variable, given):
    text = "rules: [{when: {first: '${n}'}, respond: {status: 500}}]"
    number = given.get("n", "5")

    told = scenario(f"variables: {{n: {variable}}}\n{text}", **given)

    assert told.rules[0].when.turn.first == int(number)
    assert mistakes(f"variables: {{n: '{number}'}}\n{text}")[0].startswith(f"s.yaml:2:24: found '{number}'")
    assert scenario(f"variables: {{n: {variable}}}\nabout: 'n=${{n}}'", **given).about == f"n={number}"


def test_what_is_given_is_stronger_than_what_the_file_says():
    assert scenario("variables: {who: jane}\nabout: ${who}", who="joe").about == "joe"


def test_a_variable_that_is_given_need_not_be_in_the_file():
    assert scenario("about: ${who}", who="joe").about == "joe"


@pytest.mark.parametrize(
    "text",
    [
        "variables: {t: {env: TOKEN}}\nseed: ${t}",
        "variables: {t: {env: TOKEN, default: 5}}\nrules: [{when: {first: '${t}'}, respond: {status: 500}}]",
        "variables: {t: {env: TOKEN}}\nrules: [{respond: {body: '{{ ${t}( }}'}}]",
        "variables: {t: {env: TOKEN}}\nrules: [{respond: {body: '{{ ${t} }}'}}]",
        "variables: {t: {env: TOKEN}}\nvendors: {nimbus: {retries: ['Bearer ${t}']}}",
    ],
)
def test_no_message_repeats_what_the_environment_says(text):
    with pytest.raises(ScenarioMistake) as caught:
        loads(text, "s.yaml", None, VENDORS, environ={"TOKEN": "xyzzy"})

    assert "found what the environment has for '" in str(caught.value)
    assert "${t}" in str(caught.value)
    assert "xyzzy" not in str(caught.value)


def test_the_words_of_a_rule_do_not_repeat_it_either():
    text = "variables: {t: {env: TOKEN}}\nrules: [{when: {header: {A: 'Bearer ${t}', B: 'x'}}, fault: HANG}]"

    (rule,) = scenario(text, {"TOKEN": "xyzzy"}).rules

    assert rule.words == {"when": {"header": {"A": "Bearer ${t}", "B": "x"}}, "fault": "HANG"}
    assert rule.when.conditions[0].tests == (("equals", "Bearer xyzzy"),)


def test_what_a_variable_holds_is_not_looked_at_again():
    assert scenario("about: ${who}", who="${me}").about == "${me}"


def test_a_doubled_sign_stands_for_itself():
    assert scenario("about: $${who} costs $5").about == "${who} costs $5"


def test_an_alias_is_replaced_where_it_is_used_too():
    told = scenario("variables: {who: jane}\nname: &a x ${who}\nabout: *a")

    assert told.about == "x jane"


def test_the_environment_gives_only_what_the_file_lists():
    text = "variables: {region: {env: REGION, default: eu}}\nabout: ${region}"

    assert scenario(text).about == "eu"
    assert scenario(text, environ={"REGION": "us"}).about == "us"
    assert scenario(text, environ={"REGION": "us"}, region="cn").about == "cn"
    assert mistakes("about: ${REGION}", environ={"REGION": "us"})[0].startswith(
        "s.yaml:1:8: found the variable"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("variables: {target: x}\nabout: ${tagret}", "2:8: found the variable 'tagret'; expected a name"),
        ("variables: {target: x}\nabout: ${tagret}", "; did you mean target?"),
        ("about: a ${b", "1:8: found '${b'; expected ${name}, or $${"),
        ("about: ${a b}", "1:8: found '${a b}'; expected ${name}"),
        ("about: ${}", "1:8: found '${}'; expected ${name}"),
        ("variables: [a]", "1:12: found a list; expected a mapping"),
        ("variables: {a: [b]}", "1:16: found a list; expected a text, or a mapping"),
        ("variables: {a: }", "1:16: found nothing; expected a text"),
        ("variables: {a-b: c}", "1:13: found the name 'a-b'; expected a name of letters"),
        ("variables: {a: x, b: '${a}'}", "1:22: found '${a}'; expected a value of its own"),
        ("variables: {a: {env: A}}", "1:13: found no A in the environment; expected it, a default"),
        ("variables: {a: {default: x}}", "1:16: found no 'env'; expected 'env'"),
        ("variables: {a: {env: A-B}}", "1:22: found 'A-B'; expected the name of a variable"),
        ("variables: {a: {evn: A}}", "1:17: found the key 'evn'; expected one of env, default"),
        ("variables: {n: many}\nseed: ${n}", "2:7: found 'many'; expected a whole number"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place(text, told):
    (only,) = mistakes(text)

    assert told in only


def test_one_value_is_one_mistake_and_the_others_are_still_found():
    told = mistakes("seed: ${sede}\nclock: manuel")

    assert [line.split(": ")[0] for line in told] == ["s.yaml:1:7", "s.yaml:2:8"]


def test_variables_do_not_make_a_file_of_any_size():
    text = "vendors: {stratus: {key: '" + "${a}" * 1000 + "'}}"

    assert "expected less of it" in mistakes(text, a="x" * (SCENARIO_CAP // 500))[0]


def test_a_name_that_no_file_has_is_told_with_the_nearest():
    told = scenario("variables: {region: eu}\nabout: ${who}", who="x")

    assert unknown_variables(["target", "region", "who"], told) == ""
    assert unknown_variables(["regoin"], told).endswith("there is region, who; did you mean region?")
