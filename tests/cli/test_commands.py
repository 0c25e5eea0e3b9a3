import subprocess
import sys

import pytest

from mockserver.cli import COMMANDS
from mockserver.scenario.bundled import bundled


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_help_names_every_command(run, words):
    ran = run(*words)

    assert ran.code == 0
    assert all(f"\n  {name} " in ran.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_gives_examples(run, name):
    ran = run(name, "--help")

    assert ran.code == 0
    assert f"  mockserver {name}" in ran.out


def test_version(run):
    assert run("--version").out == "mockserver 0.1.0\n"


def test_an_unknown_command_is_one_line_with_the_nearest(fails):
    assert (
        fails("chekc")
        == "mockserver: No such command 'chekc'. Did you mean 'check'? (mockserver --help tells more)"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "--prot", "1"), "--port"),
        (("run", "--port", "99999"), "99999"),
        (("run", "--pace", "0"), "no pace"),
        (("run", "--pace", "nan"), "no pace"),
        (("run", "--seed", "x"), "'x'"),
        (("run", "--allow-callback", "a/b"), "a/b"),
        (("run", "nofile.yaml"), "there is no file nofile.yaml"),
        (("run", "qickstart"), "did you mean quickstart?"),
        (("run", "/"), "is a folder"),
        (("run", "--store", "redis://x"), "no store is called 'redis://x'"),
        (("run", "--listen", "192.0.2.1", "--port", "0"), "cannot listen on 192.0.2.1:0"),
        (
            ("run", "--listen", "192.0.2.1", "--port", "0", "--server", "werkzeug"),
            "cannot listen on 192.0.2.1:0",
        ),
        (("check",), "FILES"),
        (("vendors", "huawie"), "did you mean huawei?"),
        (("scenarios", "nope"), "quickstart"),
        (("scenarios", "show"), "the name of one scenario"),
        (("fire", "huawei"), "--to"),
        (("run", "quickstart", "--set", "nope=1"), "'nope'; it has no variables"),
        (("run", "--callback-origin", "foo"), "to 'foo' instead: the URL has to begin with http://"),
        (
            ("fire", "huawei", "--to", "http://127.0.0.1:9", "--set", "foo=1"),
            "no setting of Huawei Cloud AICC's is called 'foo'",
        ),
        (("fire", "huawei", "--to", "http://127.0.0.1:9", "--set", "shared_key=1"), "shared_key of Huawei"),
        (("replay", "quickstart", "--timeout", "soon"), "no time; write it in seconds, or like 500ms"),
        (("verify", "--wait", "1h"), "1h is not between 0 and 300 seconds"),
        (("verify", "--wait", "nan"), "nan is not between"),
    ],
)
def test_a_wrong_word_is_one_line_that_says_what_would_be_right(fails, words, says):
    assert says in fails(*words)


def test_a_scenario_with_mistakes_gives_a_line_for_each(run, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("name: x\nvendors: {huawie: {}}\nseed: none\n")

    ran = run("run", path)

    assert ran.code == 2
    assert [line.rpartition(": found")[0] for line in ran.err.splitlines()] == [f"{path}:2:11", f"{path}:3:7"]


def test_check_says_what_is_fine_and_what_is_not(run, tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("name: x\n")
    bad.write_text("nmae: x\n")

    ran = run("check", good, bad)

    assert (ran.code, ran.out) == (2, f"{good}: fine\n")
    assert ran.err.startswith(f"{bad}:1:1: ")


def test_check_as_json_has_every_mistake_with_its_place(run, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\nvendors: {huawie: {}}\n")

    ran = run("check", bad, "--json")

    (mistake,) = ran.json["files"][0]["mistakes"]
    assert (mistake["line"], mistake["column"], mistake["nearest"]) == (2, 11, "huawei")
    assert ran.code == 2


def test_check_takes_the_name_of_a_bundled_scenario(run):
    assert run("check", "quickstart").code == 0


def test_scenarios_lists_what_is_in_the_box(run):
    rows = run("scenarios", "--json").json["scenarios"]

    assert {"quickstart", "huawei-outcomes"} <= {row["name"] for row in rows}
    assert all(row["about"] for row in rows)
    assert run("scenarios").out.startswith("NAME ")


@pytest.mark.parametrize("words", [("show", "quickstart"), ("quickstart",)])
def test_scenarios_prints_a_file_as_it_is(run, words):
    assert run("scenarios", *words).out == bundled()["quickstart"].read_text()


def test_vendors_lists_all(run):
    rows = run("vendors", "--json").json["vendors"]

    assert {"hostedsuite", "huawei"} <= {row["name"] for row in rows}
    assert "huawei " in run("vendors").out


def test_a_vendor_tells_operations_settings_assumptions_refusals_notices_and_magic_numbers(run):
    told = run("vendors", "huawei", "--json").json

    assert {"name": "shared_key", "type": "string", "required": False, "default": None} in told["settings"]
    assert "createCall" in [row["name"] for row in told["operations"]]
    assert told["assumptions"]["absent"]
    assert told["statuses"]["401"] == "Unauthenticated"
    assert [row["name"] for row in told["notices"]] == ["connection", "release", "result"]
    assert told["magic"]["*990007"][-1] == "busy"


@pytest.mark.parametrize("name", ["hostedsuite", "huawei"])
def test_a_vendor_in_words_names_all_that_its_json_has(run, name):
    told, words = run("vendors", name, "--json").json, run("vendors", name).out

    rows = [*told["operations"], *told["settings"], *told["refusals"], *told["notices"]]
    assert all(row["name"] in words for row in rows)
    assert all(number in words for number in told["magic"])


LOADED = """
import sys
from mockserver.cli import mockserver
mockserver.main(["--help"], standalone_mode=False)
sys.exit(str({"flask", "rich", "faker", "httptools", "yaml", "marshmallow"} & set(sys.modules)))
"""


def test_help_loads_nothing_that_takes_long():
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)

    assert ran.stderr.strip() == "set()"
