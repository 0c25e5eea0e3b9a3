"""``mockserver replay`` without a server: what is refused before one is started, and how a report is told."""

import json

import pytest

from mockserver.cli.failing import Mistake
from mockserver.cli.reporting import EXITS, STEPS, deliver
from mockserver.frozen import replaced
from mockserver.report.model import Step
from tests.report.reports import EMPTY, EVIL, MIXED

NOWHERE = {"junit": None, "as_json": None, "html": None, "hide": True}


@pytest.mark.parametrize("pace", ["slow", "0", "-1", "nan", "inf", ""])
def test_what_is_no_pace_is_refused(fails, pace):
    assert "is no pace; write fast, real" in fails("replay", "quickstart", f"--pace={pace}")


@pytest.mark.parametrize("target", ["", "ftp://app.test", "http://", "127.0.0.1:99999"])
def test_what_is_no_target_is_refused(fails, target):
    assert "is no URL" in fails("replay", "quickstart", "--target", target)


def test_a_scenario_that_is_not_there_is_refused_with_the_one_most_like_it(fails):
    assert "did you mean quickstart?" in fails("replay", "quickstrat")


def test_a_server_to_attach_to_that_is_not_there_is_said_so(fails):
    said = fails("replay", "quickstart", "--attach", "http://127.0.0.1:9", code=1)

    assert "no server answers at http://127.0.0.1:9" in said
    assert "--attach says where it is" in said


@pytest.mark.parametrize("report", [MIXED, EMPTY])
def test_the_exit_code_is_that_of_the_outcome(report):
    assert deliver(report, NOWHERE) == EXITS[report.outcome] != 0


def test_a_person_reads_what_was_expected_what_came_and_why(capsys):
    deliver(MIXED, NOWHERE)

    out = capsys.readouterr().out.splitlines()
    assert out[1].split() == ["TIME", "WHO", "WHAT", "ANSWER", "NOTE"]
    assert "pass    writes once" in out
    assert "        expected  2..4 requests" in out
    assert "        why       one came, two are wanted" in out
    assert out[-1] == "1 of 3 passed; 1 failed, 1 inconclusive (0.42 s)"


def test_hostile_text_does_not_move_the_cursor(capsys):
    deliver(EVIL, NOWHERE)

    assert not set(capsys.readouterr().out) & {"\x1b", "\x00"}


def test_a_long_sequence_is_cut_for_a_person_and_says_where_the_rest_is(capsys):
    steps = tuple(Step(at, "application", "acme", "POST /a") for at in range(STEPS + 5))
    deliver(replaced(MIXED, steps=steps), NOWHERE)

    out = capsys.readouterr().out
    assert out.count("POST /a") == STEPS
    assert "5 more: --json FILE and --html FILE have them" in out


def test_a_report_on_standard_output_is_alone_there(capsysbinary):
    deliver(MIXED, NOWHERE | {"as_json": "-"})

    assert json.loads(capsysbinary.readouterr().out)["verdict"] == "fail"


def test_all_files_are_written_whatever_they_hold(tmp_path):
    files = {name: str(tmp_path / name) for name in ("junit", "as_json", "html")}
    deliver(EVIL, NOWHERE | files)

    assert all((tmp_path / name).stat().st_size for name in files)


def test_a_file_that_cannot_be_written_is_said_so(tmp_path):
    with pytest.raises(Mistake, match="cannot be written"):
        deliver(MIXED, NOWHERE | {"html": str(tmp_path / "no" / "such" / "folder.html")})
