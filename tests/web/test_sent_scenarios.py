"""Sandboxes made of a text: a whole scenario that came with the request."""

import pytest

from mockserver.scenario.packing import packed
from tests.web.admin_desk import admin_desk

TEXT = """
name: sent
seed: 5
clock: manual
variables: {who: jane}
vendors: {acme: {key: "key of ${who}"}}
records: {acme: {file: records.json}}
"""
FILES = {"records.json": '[{"Id": "7", "Notes": "sent"}]'}


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


def make(desk, **more):
    return desk.ask("POST", "/sandboxes", {"name": "bob", "text": TEXT, "files": FILES, **more})


def test_a_sandbox_is_made_of_a_text(desk):
    told = make(desk)

    assert (told.status_code, told.json["scenario"], told.json["seed"]) == (201, "sent", 5)
    assert desk.ask("GET", "/sandboxes/bob").json["scenario"] == "sent"
    assert desk.ask("GET", "/records/acme?sandbox=bob").json["records"][0]["Notes"] == "sent"


def test_its_variables_and_seed_may_be_given(desk):
    told = make(desk, variables={"who": "joe"}, seed=6)

    assert told.json["seed"] == 6
    assert desk.world.sandboxes.get("bob").settings("acme")["key"] == "key of joe"


def test_a_reset_gives_the_same_scenario_again(desk):
    make(desk)

    desk.ask("POST", "/sandboxes/bob/reset")

    assert desk.ask("GET", "/sandboxes/bob").json["scenario"] == "sent"


def test_all_mistakes_of_a_text_are_told(desk):
    told = make(desk, text="sede: 1\nclock: manuel", file="mine.yaml")

    first, second = told.json["errors"]
    assert told.status_code == 422
    assert first["title"].startswith("mine.yaml:1:1: found the key 'sede'")
    assert second["mistake"] == {
        "file": "mine.yaml", "line": 2, "column": 8, "found": "'manuel'",
        "expected": second["mistake"]["expected"], "nearest": "manual",
    }  # fmt: skip


def test_a_sandbox_that_has_the_name_is_left_as_it_is_by_a_wrong_text(desk):
    make(desk)

    make(desk, text="sede: 1")

    assert desk.ask("GET", "/sandboxes/bob").json["scenario"] == "sent"


def test_neither_disk_nor_environment_is_read(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more.yaml").write_text("seed: 1")
    monkeypatch.setenv("SECRET", "x")

    told = make(desk, text="include: [more.yaml]\nvariables: {a: {env: SECRET}}").json["errors"]

    assert "found no SECRET in the environment" in told[0]["title"]
    assert "expected an existing file" in make(desk, text="include: [more.yaml]").json["errors"][0]["title"]


def test_a_packed_file_makes_the_same_sandbox(desk, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "mine.yaml").write_text(TEXT + "include: [sub/more.yaml]\n")
    (tmp_path / "records.json").write_text(FILES["records.json"])
    (tmp_path / "sub" / "more.yaml").write_text("variables: {region: {env: REGION}}\nrules: [{fault: HANG}]")

    sent = packed(tmp_path / "mine.yaml", desk.world.vendors, {"who": "joe"}, {"REGION": "eu", "HOME": "/"})
    told = desk.ask("POST", "/sandboxes", {"name": "bob", **sent})

    assert told.status_code == 201
    assert sent["environ"] == {"REGION": "eu"}
    assert sorted(sent["files"]) == ["records.json", "sub/more.yaml"]
    scenario = desk.world.sandboxes.get("bob").scenario
    assert (len(scenario.rules), scenario.vendors["acme"]["key"]) == (1, "key of joe")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"text": 5}, "/text"),
        ({"files": ["a"]}, "/files"),
        ({"files": {"a": 5}}, "/files"),
        ({"variables": {"who": 5}}, "/variables"),
        ({"variables": {"hwo": "joe"}}, "/variables"),
        ({"file": 5}, "/file"),
        ({"environ": 5}, "/environ"),
    ],
)
def test_what_is_no_text_is_refused(desk, more, pointer):
    told = make(desk, **more)

    assert (told.status_code, told.json["errors"][0]["source"]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "1", None])
def test_a_seed_is_what_it_may_be_in_a_file(desk, seed):
    told = desk.ask("POST", "/sandboxes", {"name": "bob", "seed": seed})

    assert (told.status_code, told.json["errors"][0]["source"]["pointer"]) == (422, "/seed")


@pytest.mark.parametrize("name", ["files", "variables", "environ", "file"])
def test_what_belongs_to_a_text_is_not_left_out_silently_where_there_is_none(desk, name):
    told = desk.ask("POST", "/sandboxes", {"name": "bob", name: {}})

    assert told.json["errors"][0]["title"] == f"{name!r} belongs to a 'text', and there is none"
