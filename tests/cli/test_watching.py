"""``run --watch``: what an edit of a scenario's files does to a server that runs."""

import os
from functools import partial

import pytest

from mockserver.app import base_scenario, make_world
from mockserver.cli.watching import Watch
from mockserver.sandboxes import DEFAULT
from mockserver.settings import Settings
from tests.acme import VENDOR

TEXT = "vendors: {acme: }\nname: first\ninclude: [more.yaml]\n"


class Edited:
    """A server with a scenario of two files, and what looks at them."""

    def __init__(self, folder):
        self.folder = folder
        self.times = 0
        self.write(TEXT)
        self.write("seed: 1\n", "more.yaml")
        settings = Settings(scenarios=(str(folder / "mine.yaml"),))
        world = make_world(settings, {"acme": VENDOR})
        self.sandboxes = world.sandboxes
        files = []
        load = partial(base_scenario, settings, world.vendors)
        load(files)
        self.watch = Watch(world.sandboxes, load, files)

    def write(self, text, name="mine.yaml"):
        path = self.folder / name
        path.write_text(text)
        self.times += 1
        os.utime(path, (1_700_000_000 + self.times,) * 2)  # two edits of a test may be in one tick of a disk

    def name(self, sandbox=DEFAULT):
        return self.sandboxes.get(sandbox).scenario.name


@pytest.fixture
def edited(tmp_path):
    return Edited(tmp_path)


def test_nothing_happens_while_nothing_has_changed(edited):
    before = edited.sandboxes.get()

    assert edited.watch.look() is False
    assert edited.sandboxes.get() is before


def test_a_changed_file_is_played_by_the_default_sandbox_and_by_new_ones(edited):
    edited.sandboxes.get("old")
    edited.write(TEXT.replace("first", "second"))

    assert edited.watch.look() is True

    assert [edited.name(), edited.name("new"), edited.name("old")] == ["second", "second", "first"]
    assert edited.watch.look() is False


def test_a_reset_brings_the_newest_version_to_an_older_sandbox(edited):
    edited.sandboxes.get("old")
    edited.write(TEXT.replace("first", "second"))
    edited.watch.look()

    edited.sandboxes.reset("old")

    assert edited.name("old") == "second"


def test_a_sandbox_of_a_scenario_of_its_own_keeps_it(edited):
    from dataclasses import replace

    edited.sandboxes.make("own", replace(edited.sandboxes.base, name="own"))
    edited.write(TEXT.replace("first", "second"))
    edited.watch.look()

    edited.sandboxes.reset("own")

    assert edited.name("own") == "own"


def test_an_included_file_is_looked_at_as_well(edited):
    edited.write("rules: [{respond: {status: 500}}]\n", "more.yaml")

    edited.watch.look()

    assert len(edited.sandboxes.get().scenario.rules) == 1


def test_a_broken_edit_keeps_the_last_good_version_and_says_why(edited, capsys):
    before = edited.sandboxes.get()
    edited.write("sede: 1\n", "more.yaml")

    edited.watch.look()

    assert edited.sandboxes.get() is before
    assert "the scenario is as it was before this edit:" in capsys.readouterr().err
    (mistake,) = edited.sandboxes.mistakes
    assert "more.yaml:1:1: found the key 'sede'" in mistake


def test_the_next_good_edit_ends_it(edited):
    edited.write("include: [nowhere.yaml]\n")
    edited.watch.look()
    edited.write("seed: 3\n", "nowhere.yaml")

    edited.watch.look()

    assert (edited.sandboxes.mistakes, edited.sandboxes.base.seed) == ((), 1)
    assert edited.name() == "mine"


def test_a_file_that_is_gone_is_a_broken_edit(edited):
    (edited.folder / "mine.yaml").unlink()

    edited.watch.look()

    assert "no such file" in edited.sandboxes.mistakes[0]
    assert edited.name() == "first"
