"""The command line in process: what it prints where, and its exit code."""

import json
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from mockserver.cli import mockserver


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run():
    def run(*words, stdin=None, env=None):
        result = CliRunner(env=env).invoke(
            mockserver, list(map(str, words)), input=stdin, prog_name="mockserver"
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def fails(run):
    """A command that ends in one line on standard error, and gives the line."""

    def fails(*words, code=2, **more):
        ran = run(*words, **more)
        assert (ran.code, ran.out) == (code, "")
        assert len(ran.err.splitlines()) == 1
        assert "Traceback" not in ran.err
        return ran.err.strip()

    return fails
