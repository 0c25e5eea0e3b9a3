"""A file that includes others."""

import pytest

from mockserver.scenario.folder import Disk, Given, Noted
from mockserver.scenario.load import load, loads
from mockserver.scenario.loading import MOST_FILES
from mockserver.scenario.mistakes import ScenarioMistake
from tests.scenario.made_up import VENDORS


@pytest.fixture(params=["disk", "given"])
def folder_of(request, tmp_path):
    """Makes a folder of texts by name: on the disk, or in a mapping."""

    def make(files):
        if request.param == "given":
            return Given(files)
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return Disk(tmp_path)

    return make


def scenario(text, folder, **variables):
    return loads(text, "s.yaml", folder, VENDORS, variables=variables)


def mistakes(text, folder):
    with pytest.raises(ScenarioMistake) as caught:
        scenario(text, folder)
    return str(caught.value).split("\n")


def test_an_included_file_is_joined_and_the_includer_is_first(folder_of):
    folder = folder_of({"more.yaml": "name: more\nseed: 9\nrules: [{respond: {status: 501}}]"})

    told = scenario("name: mine\nseed: 4\ninclude: [more.yaml]\nrules: [{respond: {status: 500}}]", folder)

    assert (told.name, told.seed) == ("mine", 4)
    assert [rule.respond.status for rule in told.rules] == [500, 501]


def test_an_included_file_names_files_of_its_own_folder(folder_of):
    folder = folder_of(
        {"a/b.yaml": "include: [c.yaml]", "a/c.yaml": "records: {nimbus: {file: d.json}}", "a/d.json": "[]"}
    )

    assert "nimbus" in scenario("include: [a/b.yaml]", folder).records


def test_rules_may_name_what_an_included_files_vendors_have(folder_of):
    folder = folder_of({"vendors.yaml": "vendors: {stratus: {key: k}}"})
    rule = "rules: [{operation: Place, respond: {status: 500}}]"

    told = scenario(f"vendors: {{nimbus: }}\ninclude: [vendors.yaml]\n{rule}", folder)

    assert told.rules[0].vendor == "stratus"


def test_variables_reach_into_included_files_and_not_out(folder_of):
    folder = folder_of(
        {"more.yaml": "variables: {a: theirs, b: theirs}\nvendors: {stratus: {key: '${a} ${b}'}}"}
    )

    told = scenario("variables: {a: mine}\ninclude: [more.yaml]", folder)

    assert told.vendors["stratus"]["key"] == "mine theirs"
    assert told.variables == {"a", "b"}
    assert "found the variable 'b'" in mistakes("about: ${b}\ninclude: [more.yaml]", folder)[0]


def test_a_mistake_in_an_included_file_has_its_place_there(folder_of):
    told = mistakes("include: [more.yaml]\nsed: 1", folder_of({"more.yaml": "name: a\nseeed: 1"}))

    assert [line.split(": ")[0].rpartition("/")[2] for line in told] == ["more.yaml:2:1", "s.yaml:2:1"]


def test_files_that_disagree_are_a_mistake(folder_of):
    folder = folder_of({"more.yaml": "vendors: {stratus: {key: b}}"})

    assert (
        "other settings for stratus"
        in mistakes("vendors: {stratus: {key: a}}\ninclude: [more.yaml]", folder)[0]
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../s.yaml", "a file in the folder of the scenario, or below it"),
        ("/etc/passwd", "a file in the folder of the scenario, or below it"),
        ("''", "a file in the folder of the scenario, or below it"),
        ("moer.yaml", "an existing file; did you mean more.yaml?"),
        ("a/../../more.yaml", "a file in the folder of the scenario, or below it"),
    ],
)
def test_an_included_file_is_there_and_in_the_folder(folder_of, name, told):
    (only,) = mistakes(f"include: [{name}]", folder_of({"more.yaml": "seed: 1"}))

    assert only.startswith("s.yaml:1:11: found ")
    assert only.endswith(told)


def test_a_name_that_is_absolute_leads_nowhere_even_if_it_is_inside(tmp_path):
    (tmp_path / "more.yaml").write_text("seed: 1")

    (told,) = mistakes(f"include: [{tmp_path / 'more.yaml'}]", Disk(tmp_path))

    assert told.endswith("expected a file in the folder of the scenario, or below it")


def test_a_name_may_begin_with_dots(folder_of):
    assert scenario("include: [..more.yaml]", folder_of({"..more.yaml": "rules: [{fault: HANG}]"})).rules


def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    (tmp_path / "secret.yaml").write_text("seed: 1")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "up").symlink_to(tmp_path)

    for name in ("link.yaml", "up/secret.yaml", "up/../secret.yaml"):
        assert "expected a file in the folder" in mistakes(f"include: [{name}]", Disk(inside))[0]


def test_what_a_request_brought_is_not_looked_for_on_the_disk(tmp_path, monkeypatch):
    (tmp_path / "more.yaml").write_text("seed: 1")
    monkeypatch.chdir(tmp_path)

    assert "expected an existing file" in mistakes("include: [more.yaml]", Given({}))[0]


def test_files_that_include_one_another_are_named(folder_of):
    folder = folder_of({"a.yaml": "include: [b.yaml]", "b.yaml": "include: [./a.yaml]"})

    (told,) = mistakes("include: [a.yaml]", folder)

    assert "expected files that do not go in a circle (" in told
    assert told.count("a.yaml") == 3


def test_files_in_one_another_have_a_bound(folder_of):
    chain = {f"{number}.yaml": f"include: [{number + 1}.yaml]" for number in range(20)}

    assert "no more than 8 files in one another" in mistakes("include: [0.yaml]", folder_of(chain))[0]


def test_all_included_files_have_a_bound(folder_of):
    names = ", ".join(["more.yaml"] * (MOST_FILES + 1))

    assert (
        f"more than {MOST_FILES} files"
        in mistakes(f"include: [{names}]", folder_of({"more.yaml": "seed: 1"}))[0]
    )


def test_what_a_file_reads_is_noted(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "s.yaml").write_text("include: [a/b.yaml]")
    (tmp_path / "a" / "b.yaml").write_text("records: {nimbus: {file: d.json}}")
    (tmp_path / "a" / "d.json").write_text("[]")
    notes = {}

    load(tmp_path / "s.yaml", VENDORS, notes=notes)

    assert notes == {"a/b.yaml": "records: {nimbus: {file: d.json}}", "a/d.json": "[]"}
    assert Noted(Given(notes), {}).find("a/d.json", 10).text == "[]"
