"""Callbacks that go to another origin than they say: scheme, host and port are exchanged, nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.app import gate_of
from mockserver.callbacks.delivery import moved
from mockserver.callbacks.egress import EgressRefused
from mockserver.callbacks.outbox import Outbox
from mockserver.settings import Settings, WrongSetting
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import posted


@pytest.mark.parametrize(
    ("url", "origin", "there"),
    [
        ("http://app.test/a/b?c=1//2", "http://127.0.0.1:9000", "http://127.0.0.1:9000/a/b?c=1//2"),
        ("https://app.test:8443/a", "http://127.0.0.1:9000/", "http://127.0.0.1:9000/a"),
        ("http://app.test", "http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://app.test/", "http://127.0.0.1:9000/hooks", "http://127.0.0.1:9000/hooks/"),
        ("http://app.test/a", "", "http://app.test/a"),
    ],
)
def test_the_path_and_the_query_stay_as_they_are(url, origin, there):
    assert moved(url, origin) == there


@given(st.text("abc/?=&%.:", max_size=20))
def test_moved_there_and_back_a_url_is_as_it_was(rest):
    url = f"http://app.test/{rest}"

    assert moved(moved(url, "https://other.test:1"), "http://app.test") == url


def test_an_outbox_sends_everything_to_its_origin():
    outbox = Outbox(MemorySpace(), origin="http://127.0.0.1:9000")

    assert posted(outbox, url="http://app.test:1/released").url == "http://127.0.0.1:9000/released"


def test_an_origin_is_allowed_by_being_named_and_nothing_beside_it():
    gate = gate_of(Settings(callback_origin="http://app.test:9000"))

    assert gate.check_url("http://app.test:9000/released").host == "app.test"
    with pytest.raises(EgressRefused):
        gate.check_url("http://app.test:9001/released")


@pytest.mark.parametrize(
    "origin", ["http://169.254.169.254", "ftp://app.test", "app.test:9000", "http://a@b"]
)
def test_an_origin_that_nothing_is_sent_to_is_refused_at_the_start(origin):
    with pytest.raises(WrongSetting, match="callbacks cannot go to"):
        gate_of(Settings(callback_origin=origin))
