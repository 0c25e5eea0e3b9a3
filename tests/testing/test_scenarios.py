"""The scenario that a test names, as it is sent."""

from __future__ import annotations

import pytest

from mockserver.testing.scenarios import CannotUse, sent

EXPECTS = "expect: [{path: /x}]\n"
WORLD = "variables: {target: none, who: nobody}\nabout: for ${who}\nvendors: {huawei: {}}\n"


def test_a_file_is_looked_for_in_one_folder_after_the_other(tmp_path):
    for name in ("near", "far"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(f"name: {name}\n{WORLD}")

    found = sent("a.yaml", {}, None, (tmp_path / "none", tmp_path / "near", tmp_path / "far"))

    assert found.body["text"].startswith("name: near")


def test_the_files_that_it_names_come_along(tmp_path):
    (tmp_path / "a.yaml").write_text("include: [b.yaml]\n")
    (tmp_path / "b.yaml").write_text(WORLD)

    assert sent("a.yaml", {}, None, (tmp_path,)).body["files"] == {"b.yaml": WORLD}


def test_variables_become_texts_and_the_target_is_one_of_them(tmp_path):
    found = sent(WORLD, {"who": 7}, "http://127.0.0.1:9000", ())

    assert found.body["variables"] == {"who": "7", "target": "http://127.0.0.1:9000"}


def test_what_a_scenario_of_ones_own_expects_is_verified(tmp_path):
    (tmp_path / "a.yaml").write_text(WORLD + EXPECTS)

    verified = [sent(word, {}, None, (tmp_path,)).is_verified for word in ("a.yaml", WORLD + EXPECTS, WORLD)]

    assert verified == [True, True, False]


def test_what_a_bundled_one_expects_is_verified_by_those_who_ask():
    assert not sent("quickstart", {}, None, ()).is_verified


def test_a_file_that_is_not_there_is_told_with_the_one_most_like_it_and_where_it_was_looked_for(tmp_path):
    (tmp_path / "busy.yaml").write_text(WORLD)

    with pytest.raises(CannotUse, match=r"is called 'bussy.yaml'; did you mean busy.yaml\? \(looked in /"):
        sent("bussy.yaml", {}, None, (tmp_path, tmp_path))


def test_mistakes_are_told_a_line_each():
    with pytest.raises(CannotUse, match=r"\Ascenario of the test:1:1: .*\nscenario of the test:2:1: "):
        sent("rulse: []\nclokc: {}\n", {}, None, ())
