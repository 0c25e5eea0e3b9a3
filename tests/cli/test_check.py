"""``check`` rehearses a file, ``schema`` publishes what files may say, ``--set`` gives variables."""

import json

import pytest

from tests.scenario.test_schema import is_valid, tree

DOUBTFUL = """
clock: real
vendors: {huawei: {}}
rules:
  - {name: all, respond: {status: 503}}
  - {name: some, operation: createCall, respond: {status: 500}}
timeline:
  - {at: 2h, call: {caller: "1", called: "2", outcome: busy}}
  - {at: 3s, order: {campaign: spring, order: start}}
"""


@pytest.fixture
def file(tmp_path):
    def file(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return path

    return file


def test_what_is_doubtful_is_said_with_its_place_and_the_file_is_fine(run, file):
    path = file(DOUBTFUL)

    ran = run("check", path)

    assert (ran.code, ran.out) == (0, f"{path}: fine\n")
    assert [line.removeprefix(f"{path}:").split(";")[0] for line in ran.err.splitlines()] == [
        "6:5: found the rule 'some', which never answers",
        "8:5: found something that happens after 2 hours of real time",
        "9:5: found something that cannot happen then (CampaignNotFound: name='spring')",
    ]


def test_strict_takes_what_is_doubtful_for_a_mistake(run, file):
    assert run("check", "--strict", file(DOUBTFUL)).code == 2
    assert run("check", "--strict", file("seed: 1")).code == 0


def test_doubts_are_told_as_json(run, file):
    (told,) = run("check", "--json", file(DOUBTFUL)).json["files"]

    assert told["mistakes"] == []
    assert [doubt["line"] for doubt in told["doubts"]] == [6, 8, 9]


def test_a_bundled_scenario_has_nothing_doubtful(run):
    from mockserver.scenario.bundled import bundled

    assert run("check", "--strict", *bundled()).err == ""


def test_variables_are_given_by_set(run, file, fails):
    path = file("vendors: {huawei: {}}\ntimeline: [{at: 1s, request: {path: '/${where}'}}]")

    assert run("check", path, "--set", "where=a", "--set", "target=http://127.0.0.1:9").code == 0
    assert "found the variable 'where'" in run("check", path).err
    given = ("--set", "where=a", "--set", "target=http://127.0.0.1:9", "--set", "wheer=b")
    assert "no variable of the scenario is called 'wheer'" in fails("check", path, *given)
    assert "did you mean where?" in fails("check", path, *given)
    assert "'where' is no variable" in fails("check", path, "--set", "where")


def test_the_server_refuses_a_variable_that_no_scenario_has(fails, file):
    assert "no variable of the scenario is called 'wher'" in fails("run", file("seed: 1"), "--set", "wher=a")


def test_the_schema_is_that_of_all_vendors_and_takes_every_bundled_scenario(run):
    from mockserver.scenario.bundled import bundled

    schema = json.loads(run("schema").out)

    assert set(schema["properties"]["vendors"]["properties"]) >= {"huawei", "weyi"}
    wrong = [name for name, path in bundled().items() if not is_valid(tree(path.read_text()), schema)]
    assert wrong == []
