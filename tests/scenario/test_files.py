"""Scenario files and data files on a disk, and everything that can be wrong with them."""

import json

import pytest

from mockserver.scenario import source
from mockserver.scenario.load import load
from mockserver.scenario.mistakes import ScenarioMistake
from tests.scenario.made_up import VENDORS, Lenient, mistakes, scenario


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
