"""What a person says to ``mockserver bench``, without a run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.bench.processes import cost, tree
from mockserver.bench.running import CannotStart, free_port, running
from mockserver.cli import mockserver
from tests.bench.made_up import findings


def bench(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(mockserver, ["bench", *words])
    return ran.exit_code, ran.output


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    file = tmp_path / "raw.json"
    file.write_text(json.dumps(findings()), "utf-8")
    return file


def test_figures_are_told_and_written_without_a_run(raw, tmp_path):
    code, said = bench("--from", str(raw), "--write", str(tmp_path / "page.md"))

    assert code == 0
    assert "22,000" in said
    assert "(page.svg)" in (tmp_path / "page.md").read_text("utf-8")
    assert (tmp_path / "page.svg").exists()
    assert json.loads((tmp_path / "page.json").read_text("utf-8")) == findings()


def test_a_demand_that_is_missed_is_the_exit_code(raw):
    data = findings()
    data["start"]["mockserver"] = [0.5]
    raw.write_text(json.dumps(data), "utf-8")

    assert bench("--from", str(raw), "--json") == (1, json.dumps(data, indent=2) + "\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--workload", "jason"], "did you mean json?"),
        (["--measure", "load,held,starts"], "did you mean start?"),
        (["--only", "wiremock"], "--peers"),
        (["--peers", ".", "--only", "wiremok"], "did you mean wiremock?"),
        (["--connections", "16,many"], "16,64"),
        (["--connections", "0"], "from 1 to 1000"),
    ],
)
def test_what_makes_no_sense_is_one_line(words, said):
    code, output = bench(*words)

    assert code == 2
    assert said in output
    assert output.count("\n") == 1


def test_a_server_that_ends_by_itself_is_quoted(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no such file: mappings')"]

    with (
        pytest.raises(CannotStart, match="it ended with 1: no such file: mappings"),
        running(command, free_port(), tmp_path, lambda _port: False),
    ):
        pass


def test_what_a_server_has_started_counts_as_its_own_and_ends_with_it(tmp_path):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    inner = code.replace("sys.argv[1]", "'import signal; signal.pause()'")
    with running([sys.executable, "-c", code, inner], 0, tmp_path, lambda _port: True) as server:
        pids: list[int] = []
        while len(pids) < 3:
            pids = list(tree(server.pid))
        memory = [cost(pid).memory for pid in pids]

    assert os.getpid() not in pids
    assert memory[0] > memory[1] > memory[2] > 0
    while any(cost(pid).memory for pid in pids):  # they have been told; the system takes its time
        pass
