from __future__ import annotations

import pytest
from marshmallow import ValidationError

from mockserver.vendors.huawei import VENDOR
from mockserver.vendors.huawei.settings import ASSUMPTIONS
from mockserver.wire import schema_of


def load(**settings):
    return schema_of(VENDOR.settings).load(settings)


def test_everything_has_a_default():
    assert load()["apps"] == [{"app_key": "mock-app-key", "app_secret": "mock-app-secret"}]


def test_the_retry_schedule_is_the_vendors_unless_given():
    assert "retry" not in load()
    assert load(retry=["0s", "10m", "500ms"])["retry"] == [0, 600_000, 500]


@pytest.mark.parametrize(
    "settings",
    [
        {"retry": ["soon"]},
        {"retry": ["1s"] * 13},
        {"absent": "none"},
        {"call_serial_no": "hex"},
        {"callbacks": {"release": "no url"}},
        {"callbacks": {"relase": "http://127.0.0.1/"}},
        {"apps": []},
        {"apps": [{"app_key": "x"}]},
        {"sharedkey": "x"},
        {"vdn": 0},
        {"obs_users": []},
        {"obs_users": [{"user": ""}]},
        {"obs_tasks": [{}]},
        {"obs_tasks": [{"service_id": "a b"}]},
        {"obs_tasks": [{"service_id": "1", "device_type": 4}]},
        {"obs_tasks": [{"service_id": "1", "first_id": "x"}]},
        {"obs_tasks": [{"service_id": "1", "generate": -1}]},
        {"obs_tasks": [{"service_id": "1", "callback_url": "nowhere"}]},
        {"obs_pushes": 7},
        {"obs_token_seconds": 0},
        {"obs_unknown": 404},
        {"obs_bearer": "none"},
    ],
)
def test_mistakes_are_refused(settings):
    with pytest.raises(ValidationError):
        load(**settings)


def test_a_url_may_name_this_machine():
    assert load(callbacks={"release": "http://127.0.0.1:9000/x"})["callbacks"]["release"]
    assert load(callbacks={"release": "http://localhost:9000/x"})["callbacks"]["release"]


def test_every_assumption_is_a_setting():
    assert set(ASSUMPTIONS) <= set(VENDOR.settings._declared_fields)


def test_the_applications_of_a_scenario_own_its_sandbox():
    assert next(iter(VENDOR.owned(load(apps=[{"app_key": "a", "app_secret": "b"}])))) == "a"
