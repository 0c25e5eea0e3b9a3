"""The application's tests, as its developers write them."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest

from mockserver.testing import ManualClock, Sandbox, wait_until

pytestmark = pytest.mark.scenario("call-centre.yaml")


def test_a_note_is_written(crm, sandbox: Sandbox) -> None:
    assert crm.save_note("100001", "called back")["Notes"] == "called back"

    [exchange] = sandbox.requests(operation="UpdateCallRecordRequest")
    assert (exchange.status, exchange.json["Notes"]) == (200, "called back")


def test_a_note_of_nobody_is_refused(crm) -> None:
    with pytest.raises(HTTPError, match="40"):
        crm.save_note("999999", "called back")


@pytest.mark.scenario("busy.yaml")
def test_a_busy_vendor_is_asked_again(crm) -> None:
    crm.save_note("100001", "called back")


def test_a_rule_of_the_test_stands_before_the_scenarios(crm, sandbox: Sandbox) -> None:
    sandbox.rule(operation="UpdateCallRecordRequest", when={"first": 1}, respond={"status": 500})

    crm.save_note("100001", "called back")

    assert [each.status for each in sandbox.requests()] == [500, 200]


def test_a_fault_can_be_switched_on_and_off(crm, sandbox: Sandbox) -> None:
    fault = sandbox.fault("CONNECTION_RESET_BY_PEER", operation="UpdateCallRecordRequest")
    with pytest.raises(OSError, match="reset"):
        crm.save_note("100001", "called back")

    sandbox.drop_rule(fault)

    assert crm.save_note("100001", "called back")["Notes"] == "called back"


def test_a_call_of_a_minute_takes_no_time(crm, sandbox: Sandbox, manual_clock: ManualClock) -> None:
    began = manual_clock.now
    serial = crm.call_back("88880067")

    now = manual_clock.advance("1m")

    assert (now - began).total_seconds() == 60
    assert manual_clock.next_due is None or manual_clock.next_due > now
    [told] = crm.released
    assert told["callSerialNo"] == serial
    [callback] = sandbox.callbacks(notice="release", state="delivered")
    assert callback.json["callSerialNo"] == serial


def test_a_call_runs_in_real_time_as_well(crm, sandbox: Sandbox) -> None:
    crm.call_back("88880001")

    [placed] = sandbox.wait_for_requests(operation="createCall")
    [callback] = sandbox.wait_for_callbacks(notice="release")
    assert callback.json["callSerialNo"] in placed.answer.decode()
    assert crm.released == [callback.json]


def test_expectations_of_the_test_are_verified(crm, sandbox: Sandbox) -> None:
    sandbox.expect(operation="UpdateCallRecordRequest", times=1)

    crm.save_note("100001", "called back")

    sandbox.verify()


@pytest.mark.parametrize("note", ["one", "two"])
def test_each_test_has_a_world_of_its_own(crm, sandbox: Sandbox, note: str) -> None:
    crm.save_note("100001", note)

    assert len(sandbox.requests()) == 1


def test_a_receiver_can_stand_in_for_the_application(callback_receiver, mockserver) -> None:
    callback_receiver.answer(json={"retCode": "1"}, times=1)
    callback_receiver.answer(json={"retCode": "0"})

    with mockserver.sandbox("huawei-release-callbacks", target=callback_receiver.url) as other:
        other.place_call("huawei", caller="13800000001", called="88880067")
        other.manual_clock().advance("20m")
        [first, again, released] = callback_receiver.wait(3)

    assert (first.path, again.path, released.path) == ("/connected", "/connected", "/released")
    assert first.json == again.json


def test_waiting_sees_what_only_the_application_knows(crm, manual_clock: ManualClock) -> None:
    crm.call_back("88880067")
    manual_clock.advance("1h")

    assert wait_until(lambda: crm.released, what="the end of the call")
