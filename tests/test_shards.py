"""Every file of tests that need no server is in exactly one shard, and no shard waits long for another."""

import pytest

from tests import shards


@pytest.mark.parametrize("number", [1, 2, 3, 500])
def test_each_file_is_in_exactly_one_shard(number):
    names = shards.files()

    divided = shards.divided(shards.weights_of(names), number)

    assert len(divided) == number
    assert sorted(name for shard in divided for name in shard) == names


def test_all_files_are_found_but_those_of_real_servers():
    names = shards.files()

    assert "tests/test_shards.py" in names
    assert not [name for name in names if name.startswith("tests/live/") or "node_modules" in name]


def test_shards_weigh_about_the_same():
    weights = {"a": 5.0, "b": 3.0, "c": 2.0, "d": 2.0, "e": 2.0, "f": 0.1}

    assert shards.divided(weights, 2) == [["a", "d", "f"], ["b", "c", "e"]]


def test_what_never_ran_is_weighed_by_its_size(monkeypatch, tmp_path):
    monkeypatch.setattr(shards, "KNOWN", tmp_path / "none.json")

    assert 0 < shards.weights_of(["tests/test_shards.py"])["tests/test_shards.py"] < 1


@pytest.mark.parametrize(
    ("codes", "code"),
    [([0, 0], 0), ([0, 1], 1), ([5, 0], 0), ([5, 5], 5), ([0, -9], 9), ([2, 1, 5], 2)],
    ids=str,
)
def test_one_shard_that_fails_is_enough_and_one_must_have_tests(codes, code):
    assert shards.verdict(codes) == code
