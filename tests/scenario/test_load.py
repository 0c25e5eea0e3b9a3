"""Good files, what is filled in, and files on a disk."""

import json
import pickle

import pytest

from mockserver.callcentre.model import Outcome
from mockserver.clock import DAWN, moment_of
from mockserver.scenario import source
from mockserver.scenario.load import default, load, resolved
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import ClockSpec, Condition, Generate, Respond
from tests.scenario.made_up import VENDORS, Lenient, NimbusSettings, fields, mistakes, scenario

WHOLE = """
name: quickstart
about: one line
seed: 7
locale: de-DE
clock: {kind: paced, pace: 60, start: 2026-01-01T09:00:00Z}
vendors:
  nimbus: {users: [{Login: a, Password: b}]}
  stratus:
records:
  nimbus:
    given: [{Id: "1", Notes: x}]
    generate: {count: 1000000, from: 2025-01-01, to: 2025-12-31, first_id: 500}
calls:
  - match: {called: "+1555*", caller: "1?"}
    vendor: stratus
    steps: [rings 4s, answered, talks 30s, hung up by called]
  - outcome: powered off
  - outcome: busy
rules:
  - name: stuck
    operation: UpdateCall
    when: {header: {X-Test: "1"}, query: {Id: {matches: "[0-9]+"}}, body: {Id: 5, a.0: null}, nth: 2}
    respond: {error: NotFound, status: 503, headers: {Retry-After: "5"}, message: later}
    side: after
  - path: /x/*
    method: post
    respond: {body: {a: [é, 1]}}
"""


def only_rule(respond):
    return scenario(f"rules: [{{respond: {respond}}}]").rules[0].respond


def test_a_scenario_says_what_its_file_says():
    told = scenario(WHOLE)

    assert (told.name, told.about, told.seed, told.locale) == ("quickstart", "one line", 7, "de_DE")
    assert told.clock == ClockSpec("paced", moment_of("2026-01-01T09:00:00Z"), 60.0)
    assert list(told.vendors) == ["nimbus", "stratus"]
    assert told.implied is False


def test_settings_are_the_vendors_own_with_defaults():
    told = scenario(WHOLE).vendors

    assert told["nimbus"]["users"] == [{"login": "a", "password": "b", "may_write": True}]
    assert told["nimbus"]["errors"] == "plain"
    assert told["stratus"] == {"key": "sesame"}


def test_records_are_given_and_generated():
    spec = scenario(WHOLE).records["nimbus"]

    assert [(record.id, record.notes) for record in spec.given] == [("1", "x")]
    assert spec.generate == Generate(1_000_000, moment_of("2025-01-01"), moment_of("2026-01-01"), 500)


def test_a_number_of_generated_records_is_enough():
    assert scenario("records: {nimbus: {generate: 10}}").records["nimbus"].generate == Generate(10)
    assert Generate(10).since == moment_of("2025-01-01")
    assert Generate(10).until == DAWN


def test_calls_are_courses_of_their_vendor_or_of_all_in_the_order_of_the_file():
    courses = scenario(WHOLE).courses

    ends = {name: [course.script[-1].outcome for course in row] for name, row in courses.items()}
    assert ends == {
        "nimbus": [Outcome.POWERED_OFF, Outcome.BUSY],
        "stratus": [Outcome.CALLED_HUNG_UP, Outcome.POWERED_OFF, Outcome.BUSY],
    }
    assert courses["stratus"][0].fits("12", "+15550100")
    assert not courses["stratus"][0].fits("1", "+15550100")


def test_an_outcome_takes_the_vendors_own_steps():
    courses = scenario("calls: [{outcome: busy}]").courses

    assert len(courses["nimbus"][0].script) == 2
    assert len(courses["stratus"][0].script) == 1


def test_a_rule_knows_its_vendor_by_its_operation():
    rule = scenario(WHOLE).rules[0]

    assert (rule.vendor, rule.operation, rule.side, rule.name) == ("nimbus", "UpdateCall", "after", "stuck")
    assert rule.when.header == (Condition("X-Test", "1"),)
    assert rule.when.query == (Condition("Id", matches="[0-9]+"),)
    assert rule.when.body == (Condition("Id", 5), Condition("a.0"))
    assert rule.when.nth == 2
    assert rule.respond == Respond("NotFound", 503, (("Retry-After", "5"),), "later")


def test_a_rule_without_a_name_is_called_by_its_place():
    rule = scenario(WHOLE).rules[1]

    assert (rule.name, rule.vendor, rule.path, rule.method, rule.side) == (
        "rules[1]",
        "",
        "/x/*",
        "POST",
        "before",
    )


def test_a_refusal_needs_no_vendor_where_the_file_has_one():
    rule = scenario("vendors: {stratus: }\nrules: [{respond: {error: Down}}]").rules[0]

    assert rule.vendor == "stratus"


@pytest.mark.parametrize(
    ("respond", "body", "content_type"),
    [
        ("{body: hello}", b"hello", "text/plain; charset=utf-8"),
        ("{body: {a: [é, 1]}}", '{"a": ["é", 1]}'.encode(), "application/json"),
        ("{body: null}", b"null", "application/json"),
        ("{body: '', status: 204}", b"", "text/plain; charset=utf-8"),
        ("{body: <a/>, content_type: text/xml}", b"<a/>", "text/xml"),
        ("{body: <a/>, headers: {content-type: a/b}}", b"<a/>", "a/b"),
    ],
)
def test_a_body_is_bytes_with_its_type(respond, body, content_type):
    told = only_rule(respond)

    assert told.body == body
    assert [value for name, value in told.headers if name.lower() == "content-type"] == [content_type]
    assert told.fault is None


def test_a_bare_status_is_a_fault():
    fault = only_rule("{status: 503, message: later, headers: {Retry-After: '5'}}").fault

    assert (fault.status, fault.message, fault.headers) == (503, "later", (("Retry-After", "5"),))
    assert fault.refusal({503: "Down"}) == "Down"
    assert fault.refusal({}) == ""
    assert scenario("vendors: {nimbus: }\nrules: [{respond: {error: Down}}]").rules[0].respond.fault is None


def test_what_a_file_leaves_out_has_a_default():
    told = scenario("about: nothing much")

    assert (told.name, told.seed, told.locale, told.clock) == ("s", 1, "en_US", ClockSpec("real"))
    assert set(told.vendors) == set(VENDORS)
    assert told.implied is True
    assert (told.records, told.courses, told.rules) == ({}, {}, ())


def test_without_a_file_all_vendors_are_served_as_they_are_by_default():
    told = default(VENDORS)

    assert told.name == "default"
    assert told.vendors["stratus"] == {"key": "sesame"}


def test_a_vendor_that_needs_settings_cannot_be_served_without():
    class Strict(Lenient):
        key = fields.String(required=True)

    needy = {"stratus": type(VENDORS["stratus"])("stratus", "", (), {}, Strict)}

    with pytest.raises(ScenarioMistake, match="no 'key'"):
        default(needy)


def test_a_scenario_can_be_pickled():
    told = scenario(WHOLE)

    assert pickle.loads(pickle.dumps(told)) == told  # noqa: S301 - our own bytes


def test_mistakes_can_be_pickled():
    with pytest.raises(ScenarioMistake) as caught:
        scenario("seeed: 1")

    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (str(again), again.mistakes) == (str(caught.value), caught.value.mistakes)


def test_merge_keys_fill_in_what_is_not_there():
    told = scenario(
        """
rules:
  - &first {vendor: nimbus, respond: &late {status: 503, headers: {A: b}}}
  - {<<: *first, side: after, respond: {<<: [*late, {message: x}], status: 500}}
"""
    ).rules

    assert (told[1].vendor, told[1].side) == ("nimbus", "after")
    assert told[1].respond == Respond(None, 500, (("A", "b"),), "x")


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("no", "no"),
        ("2025-01-01", "2025-01-01"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("-5", -5),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(word, meaning):
    assert resolved(word) == meaning
    assert type(resolved(word)) is type(meaning)


# --------------------------------------------------------------- files on a disk


def refused(path):
    with pytest.raises(ScenarioMistake) as caught:
        load(path, VENDORS)
    return str(caught.value)


def test_a_file_gives_its_name_to_the_scenario(tmp_path):
    path = tmp_path / "busy-day.yaml"
    path.write_bytes(b"\xef\xbb\xbfseed: 3\r\n")

    assert (load(path, VENDORS).name, load(path, VENDORS).seed) == ("busy-day", 3)


def test_a_missing_file_is_named_with_the_nearest_one(tmp_path):
    (tmp_path / "quickstart.yaml").write_text("seed: 1")

    told = refused(tmp_path / "quikstart.yaml")

    assert told.endswith(
        "quikstart.yaml:1:1: found no such file; expected a file; did you mean quickstart.yaml?"
    )


def test_a_folder_is_no_scenario(tmp_path):
    assert "found a folder; expected a file" in refused(tmp_path)


def test_a_name_that_cannot_be_a_file_is_a_mistake(tmp_path):
    assert "cannot be read" in refused(tmp_path / ("x" * 5000))
    assert "cannot be read" in refused(tmp_path / "a\0b")
    assert "no such file" in refused(tmp_path / "no" / "where.yaml")


def test_a_file_over_the_cap_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("mockserver.scenario.load.SCENARIO_CAP", source.MEGABYTE)
    path = tmp_path / "s.yaml"
    path.write_text("#" * source.MEGABYTE + "\n")

    assert "found more than 1 MB; expected a file of 1 MB at the most" in refused(path)


def test_a_file_in_another_encoding_is_a_mistake_at_its_first_byte(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_bytes("name: é\nabout: caf".encode() + b"\xe9\n")

    assert refused(path) == f"{path}:2:11: found the byte 0xe9, which is not UTF-8; expected UTF-8"


# -------------------------------------------------------------------- data files

DATA = {"users": [{"Login": "c", "Password": "d"}], "records": [{"Id": "9", "Other": 1}, {"Id": "10"}]}


def beside(tmp_path, data, name="records.json"):
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    (tmp_path / name).write_text(text)
    return tmp_path


def with_file(name="records.json", more="", settings=""):
    return f"vendors: {{nimbus: {{{settings}}}}}\nrecords:\n  nimbus:\n    file: {name}\n{more}"


def test_records_may_come_from_a_file_beside_the_scenario(tmp_path):
    told = scenario(with_file(more='    given: [{Id: "1"}]'), beside(tmp_path, [{"Id": "9"}]))

    assert [record.id for record in told.records["nimbus"].given] == ["1", "9"]


def test_users_of_a_data_file_join_the_vendors_own(tmp_path):
    told = scenario(with_file(settings="users: [{Login: a, Password: b}]"), beside(tmp_path, DATA))

    assert [user["login"] for user in told.vendors["nimbus"]["users"]] == ["a", "c"]
    assert [record.id for record in told.records["nimbus"].given] == ["9", "10"]


def test_a_mistake_in_a_data_file_has_its_place_there(tmp_path):
    text = '{"records": [\n {"Id": "9", "Turns": [{"Kind": "a"}]},\n {"Notes": "]}\\"",\n  "Id": 7}\n]}'

    told = mistakes(with_file(), beside(tmp_path, text))

    assert told == [
        f'{tmp_path}/records.json:4:9: found the number 7; expected text, in quotes; did you mean "7"?'
    ]


def test_a_mistake_in_a_list_of_records_has_its_place(tmp_path):
    told = mistakes(with_file(), beside(tmp_path, '[{"Id": "1"},\n 5,\n {"Notes": null}]'))

    assert [line.partition(".json:")[2] for line in told] == [
        "2:2: found the number 5; expected a mapping",
        "3:2: found no 'Id'; expected 'Id', which is required",
    ]


def test_a_mistake_of_a_user_in_a_data_file_has_its_place_there(tmp_path):
    data = {**DATA, "users": [{"Login": "c", "Password": "d"}, {"Login": "e"}]}

    told = mistakes(with_file(settings="users: [{Login: a, Password: b}]"), beside(tmp_path, data))

    assert told == [
        f"{tmp_path}/records.json:7:3: found no 'Password'; expected 'Password', which is required"
    ]


def test_users_are_refused_for_a_vendor_that_has_none(tmp_path):
    class Bare(Lenient):
        pass

    vendors = {"nimbus": type(VENDORS["nimbus"])("nimbus", "", (), {}, Bare, VENDORS["nimbus"].record)}

    with pytest.raises(ScenarioMistake, match="nimbus has no setting 'users'"):
        scenario(with_file(), beside(tmp_path, DATA), vendors)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "1:1: found the end of the file; expected JSON"),
        ('[{"Id": }]', "1:9: found '}'; expected JSON"),
        ("5", "1:1: found the number 5; expected a list of records"),
        (
            '{\n "recrods": []}',
            "2:13: found the member 'recrods'; expected one of records, users; did you mean records?",
        ),
        ('{"users": []}', "1:1: found no 'records'; expected 'records' with a list"),
        ('{"records": 1}', "1:13: found the number 1; expected 'records' with a list"),
        ('{"records": [], "users": {}}', "1:26: found a mapping; expected 'users' with a list"),
        ("[" * 100_000, "1:1: found too many levels of nesting"),
        ("[" + "9" * 5000 + "]", "1:1: found "),
    ],
)
def test_a_data_file_that_is_none_is_a_mistake(tmp_path, data, told):
    assert mistakes(with_file(), beside(tmp_path, data))[0].partition(".json:")[2].startswith(told)


@pytest.mark.parametrize(
    "name", ["../records.json", "/etc/passwd", "link.json", "'a\\0b'", '"a\\0b"', "loop/x"]
)
def test_a_data_file_lies_in_the_folder_of_the_scenario(tmp_path, name):
    folder = tmp_path / "inside"
    folder.mkdir()
    beside(tmp_path, DATA)
    (folder / "link.json").symlink_to(tmp_path / "records.json")
    (folder / "loop").symlink_to(folder / "loop")

    assert mistakes(with_file(name), folder)[0].startswith("s.yaml:4:11: found ")


def test_a_missing_data_file_is_a_mistake_where_it_is_named(tmp_path):
    told = mistakes(with_file("recods.json"), beside(tmp_path, DATA))

    assert told == ["s.yaml:4:11: found 'recods.json'; expected an existing file; did you mean records.json?"]


def test_settings_are_checked_by_the_vendors_own_schema():
    assert NimbusSettings().load({})["errors"] == scenario("seed: 1").vendors["nimbus"]["errors"]
