"""A server in a process of its own: it comes up, it is ended, and why it does not come up is told."""

import os

import pytest

from mockserver.remote.admin import Admin
from mockserver.remote.process import CannotStart, Process

pytestmark = pytest.mark.live


def test_it_answers_while_the_block_lasts_and_is_gone_after_it():
    with Process.start(["quickstart"], options=["--seed", "5"]) as server:
        assert Admin(server.url).get("sandboxes/default")["seed"] == 5
        assert (server.is_running, os.getpgid(server.pid)) == (True, server.pid)

    assert not server.is_running
    assert "What it is for: a first look" in server.log
    assert server.stop() == 0


def test_our_environment_does_not_set_it_up_and_what_is_given_does(monkeypatch):
    monkeypatch.setenv("MOCKSERVER_SEED", "1")
    monkeypatch.setenv("PORT", "1")
    with Process.start(env={"MOCKSERVER_SEED": "6"}) as server:
        assert Admin(server.url).get("settings")["settings"]["seed"] == 6


@pytest.mark.parametrize(
    ("scenarios", "options", "said"),
    [(["nosuch"], [], "no file or bundled scenario"), ([], ["--nosuch"], "No such option")],
)
def test_why_it_does_not_come_up_is_told_with_its_exit_code(scenarios, options, said):
    with pytest.raises(CannotStart, match=said) as caught:
        Process.start(scenarios, options=options)

    assert caught.value.code == 2


def test_it_is_ended_when_we_are_stopped_while_it_comes_up(monkeypatch):
    started = []

    def stopped(self):
        started.append(self.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(Process, "_await_ready", stopped)
    with pytest.raises(KeyboardInterrupt):
        Process.start()

    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
