"""What a scenario may say of WEYI, and which slips in it are mistakes."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.vendors.weyi import VENDOR
from mockserver.vendors.weyi.requests import Caller
from mockserver.vendors.weyi.settings import ASSUMPTIONS, DEMO_TOKEN, owned

TWICE = "Must be another than those before."


def refused(**settings):
    with pytest.raises(ValidationError) as caught:
        VENDOR.settings().load(settings)
    return caught.value.messages


def test_by_default_there_is_one_caller_without_a_request():
    settings = VENDOR.settings().load({})

    assert settings["callers"] == {DEMO_TOKEN: Caller()}
    assert list(owned(settings)) == [DEMO_TOKEN]
    assert settings["authorization"]
    assert not settings["diagnosis"]


def test_every_assumption_is_a_setting():
    assert set(ASSUMPTIONS) <= set(VENDOR.settings._declared_fields)


def test_requests_without_an_id_get_the_next_that_is_free():
    requests = [{"id": 1002}, {}, {}]

    settings = VENDOR.settings().load({"tokens": [{"token": "a", "requests": requests}, {"token": "b"}]})

    assert settings["callers"] == {"a": Caller((1002, 1001, 1003), (1002, 1001, 1003)), "b": Caller()}


def test_a_token_or_an_id_that_is_there_twice_is_told_at_its_place():
    twice = [{"token": "a"}, {"token": "a"}]
    again = [{"token": "a", "requests": [{"id": 5}]}, {"token": "b", "requests": [{}, {"id": 5}]}]

    assert refused(tokens=twice) == {"tokens": {1: {"token": [TWICE]}}}
    assert refused(tokens=again) == {"tokens": {1: {"requests": {1: {"id": [TWICE]}}}}}


@pytest.mark.parametrize("written", ["abc", "Bearer abc", " abc "])
def test_a_token_may_be_copied_as_it_stands_in_a_header(make_site, written):
    site = make_site(tokens=[{"token": written, "requests": [{}]}])

    assert site.finish(token="Bearer abc").status == 200
    assert list(VENDOR.owned(site.sandbox.settings(VENDOR.name))) == ["abc"]


def test_the_place_in_the_file_is_told():
    text = "vendors:\n  weyi:\n    tokens:\n      - {token: a}\n      - {token: a}\n"

    with pytest.raises(ScenarioMistake) as caught:
        loads(text, "test.yaml", None, {VENDOR.name: VENDOR})

    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column) == (5, 17)


@pytest.mark.parametrize(
    "settings",
    [
        {"tokens": [{"token": "a", "requests": [{"id": 100_001}]}]},
        {"tokens": [{"token": "a", "requests": [{"id": 0}]}]},
        {"tokens": [{"token": "a", "requests": [{"state": "Gone"}]}]},
        {"tokens": [{"token": ""}]},
        {"tokens": [{"token": "Bearer "}]},
        {"parameter": "a b"},
        {"error_code_name": "<x>"},
        {"token_header": "a:b"},
        {"second_finish": "perhaps"},
        {"log_id": -1},
        {"nobody": 1},
    ],
)
def test_what_no_server_could_do_is_a_mistake(settings):
    assert set(refused(**settings)) == set(settings)
