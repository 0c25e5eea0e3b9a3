"""Calls: made, told, steered and ended; what is attached to them."""

import pytest

from mockserver.callcentre.model import Outcome, State
from mockserver.vendors.genesys import calls
from mockserver.vendors.genesys.settings import DEMO_USER
from mockserver.vendors.genesys.tables import CAPABILITIES, RINGING
from tests.vendors.genesys.conftest import ME, OTHER_USER, PHONE, SECOND_PHONE

MINUTE = 60_000


def states(centre):
    """What was told of calls: to whom, and how the call was."""
    return [(user, data["call"]["state"]) for user, channel, data in centre.told if channel == calls.CHANNEL]


def established(centre, **members):
    """A call that somebody has answered."""
    call = centre.dial(**members)
    centre.wait(6_000)
    assert centre.calls[-1].state is State.TALKING
    return f"{ME}/calls/{call.id}"


def test_a_call_is_asked_for_at_once_and_told_step_by_step(on_duty):
    on_duty.dial()
    assert states(on_duty) == []

    on_duty.wait(2 * MINUTE)

    assert states(on_duty) == [(DEMO_USER, state) for state in ("Dialing", "Established", "Released")]


def test_a_message_has_the_members_of_the_documented_sample_in_its_order(on_duty):
    on_duty.dial(userData={"GSW_RECORD_HANDLE": 12})
    on_duty.wait(0)

    ((_, channel, message),) = on_duty.told
    assert channel == "/v2/me/calls"
    assert list(message) == ["notificationType", "call", "phoneNumber", "extensions", "messageType"]
    assert message["notificationType"] == "StatusChange"
    assert message["messageType"] == "CallStateChangeMessage"
    assert message["phoneNumber"] == "5000"
    assert message["extensions"] == {"BusinessCall": 0}
    call = message["call"]
    assert list(call) == [
        "id",
        "state",
        "callUuid",
        "connId",
        "deviceUri",
        "participants",
        "dnis",
        "callType",
        "capabilities",
        "userData",
        "duration",
        "mute",
        "supervisorListeningIn",
        "monitoredUserMuted",
        "monitoring",
        "uri",
        "path",
    ]
    assert call["participants"] == [
        {"e164Number": "", "formattedPhoneNumber": "647000", "phoneNumber": "647000", "digits": "647000"}
    ]
    assert (call["dnis"], call["callType"], call["duration"]) == ("647000", "Outbound", "0")
    assert call["userData"] == {"GSW_RECORD_HANDLE": 12}
    assert call["deviceUri"] == f"http://127.0.0.1:8080/api/v2/devices/{PHONE}"
    assert call["uri"].endswith(f"/api/v2/me{call['path']}")
    assert call["path"] == f"/calls/{call['id']}"
    assert (len(call["id"]), len(call["connId"])) == (32, 16)


def test_the_durations_are_whole_seconds_as_text(on_duty):
    path = established(on_duty)
    on_duty.wait(1_999)

    assert on_duty.read(path)["call"]["duration"] == "7"


def test_without_data_there_is_no_member_for_it(on_duty):
    path = established(on_duty)

    assert "userData" not in on_duty.read(path)["call"]


def test_a_call_can_be_made_from_the_phone_in_device_path_or_from_the_first(on_duty):
    number = {"phoneNumber": "647001"}
    for name, members in (("MakeCall", {"devicePath": f"/devices/{SECOND_PHONE}"}), ("Dial", {})):
        assert on_duty.do(f"{ME}/calls", name, destination=number, **members) == {"statusCode": 0}

    assert [call.caller for call in on_duty.calls] == ["5001", "5000"]


def test_calls_are_listed_while_they_go_on(on_duty):
    path = established(on_duty)

    (listed,) = on_duty.read(f"{ME}/calls?fields=*")["calls"]
    assert listed == on_duty.read(path)["call"]
    assert on_duty.read(f"{ME}/calls")["uris"] == [listed["uri"]]
    on_duty.wait(2 * MINUTE)
    assert on_duty.read(f"{ME}/calls")["uris"] == []
    assert on_duty.get(path).status == 404


def test_nobody_sees_or_steers_others_calls(on_duty):
    path = established(on_duty)
    on_duty.start(OTHER_USER)

    assert on_duty.read(f"{ME}/calls", OTHER_USER)["uris"] == []
    assert on_duty.get(path, OTHER_USER).status == 404
    assert on_duty.refused(path, "Hangup", OTHER_USER) == (404, 6)


@pytest.mark.parametrize("name", ["Hangup", "Release"])
def test_a_call_that_is_hung_up_is_released_at_once_and_nothing_comes_after(on_duty, name):
    path = established(on_duty)

    assert on_duty.do(path, name) == {"statusCode": 0}
    on_duty.wait(0)

    assert states(on_duty)[-1] == (DEMO_USER, "Released")
    assert on_duty.calls[-1].outcome is Outcome.CALLER_HUNG_UP
    told = len(on_duty.told)
    on_duty.wait(10 * MINUTE)
    assert len(on_duty.told) == told
    assert on_duty.refused(path, name) == (404, 6)


def test_a_call_can_be_hung_up_before_anybody_answers(on_duty):
    call = on_duty.dial()

    on_duty.do(f"{ME}/calls/{call.id}", "Hangup")
    on_duty.wait(MINUTE)

    assert states(on_duty) == [(DEMO_USER, "Dialing"), (DEMO_USER, "Released")]


def test_a_call_on_hold_is_retrieved_and_ends_when_it_would_have(make_centre):
    ends = []
    for holds in (False, True):
        centre = make_centre()
        centre.start()
        path = established(centre)
        if holds:
            assert centre.do(path, "Hold") == {"statusCode": 0}
            centre.wait(4_000)
            assert centre.read(path)["call"]["state"] == "Held"
            assert centre.do(path, "Retrieve") == {"statusCode": 0}
        centre.wait(2 * MINUTE)
        assert states(centre)[-1] == (DEMO_USER, "Released")
        ends.append((centre.calls[-1].released, centre.calls[-1].on_hold))

    (without, _), (with_hold, on_hold) = ends
    assert with_hold == without
    assert on_hold == 4_000


def test_what_a_call_tells_of_hold_and_retrieve(on_duty):
    path = established(on_duty)
    for name in ("Hold", "Retrieve"):
        on_duty.do(path, name)
        on_duty.wait(0)

    assert [state for _, state in states(on_duty)] == ["Dialing", "Established", "Held", "Established"]


@pytest.mark.parametrize("state", ["Dialing", "Established", "Held"])
def test_a_call_takes_the_operations_of_its_capabilities_and_no_others(make_centre, state):
    steps = {"Dialing": (), "Established": (6_000,), "Held": (6_000, "Hold")}
    for name in ("Answer", "Hangup", "Hold", "Retrieve", "SendDtmf", "AttachUserData", "DeleteUserData"):
        centre = make_centre()
        centre.start()
        path = f"{ME}/calls/{centre.dial().id}"
        for step in steps[state]:
            if isinstance(step, int):
                centre.wait(step)
            else:
                centre.do(path, step)
        call = centre.read(path)["call"]
        assert (call["state"], call["capabilities"]) == (state, list(CAPABILITIES[state]))

        reply = centre.post(path, {"operationName": name, "userData": {}, "digits": "1"})

        assert (reply.status == 200) is (name in call["capabilities"]), name


def test_a_call_between_two_of_our_phones_is_told_to_both_sides(on_duty):
    on_duty.start(OTHER_USER)
    on_duty.told.clear()
    call = on_duty.dial("5002")
    on_duty.wait(0)

    assert states(on_duty) == [(DEMO_USER, "Dialing"), (OTHER_USER, RINGING)]
    theirs = on_duty.told[1][2]["call"]
    assert (theirs["callType"], theirs["ani"], theirs["dnis"]) == ("Internal", "5000", "5002")
    assert theirs["participants"][0]["digits"] == "5000"
    assert on_duty.told[1][2]["phoneNumber"] == "5002"

    assert on_duty.do(f"{ME}/calls/{call.id}", "Answer", OTHER_USER) == {"statusCode": 0}
    on_duty.wait(0)
    assert states(on_duty)[2:] == [(DEMO_USER, "Established"), (OTHER_USER, "Established")]

    assert on_duty.do(f"{ME}/calls/{call.id}", "Hangup", OTHER_USER) == {"statusCode": 0}
    on_duty.wait(0)
    assert on_duty.calls[-1].outcome is Outcome.CALLED_HUNG_UP


def test_a_call_from_outside_rings_is_answered_and_is_inbound(on_duty):
    sandbox = on_duty.sandbox
    call = sandbox.calls["genesys"].place(sandbox.clock.now(), "647009", "5000")
    on_duty.wait(0)

    assert states(on_duty) == [(DEMO_USER, RINGING)]
    assert on_duty.told[0][2]["call"]["callType"] == "Inbound"
    on_duty.do(f"{ME}/calls/{call.id}", "Answer")
    on_duty.wait(0)
    assert states(on_duty)[-1] == (DEMO_USER, "Established")
    on_duty.wait(2 * MINUTE)
    assert [state for _, state in states(on_duty)] == [RINGING, "Established", "Released"]


def test_a_call_between_others_is_told_to_nobody(on_duty):
    sandbox = on_duty.sandbox
    sandbox.calls["genesys"].place(sandbox.clock.now(), "647009", "647010")
    on_duty.wait(2 * MINUTE)

    assert on_duty.told == []


def test_data_that_is_no_object_is_none(on_duty):
    sandbox = on_duty.sandbox
    for data in ("words", "[1]", "7"):
        sandbox.calls["genesys"].place(sandbox.clock.now(), "5000", "647010", data=data)
    on_duty.wait(0)

    assert all("userData" not in message["call"] for _, _, message in on_duty.told)


def test_attached_data_is_told_and_kept(on_duty):
    path = established(on_duty, userData={"a": 1, "b": "two"})
    on_duty.told.clear()

    for name, members, data in (
        ("AttachUserData", {"userData": {"c": 3}}, {"a": 1, "b": "two", "c": 3}),
        ("UpdateUserData", {"userData": {"a": 9}}, {"a": 9, "b": "two", "c": 3}),
        ("DeleteUserDataPair", {"key": "b"}, {"a": 9, "c": 3}),
        ("DeleteUserData", {}, None),
    ):
        assert on_duty.do(path, name, **members) == {"statusCode": 0}
        user, channel, message = on_duty.told[-1]
        assert (user, channel, message["notificationType"]) == (
            DEMO_USER,
            calls.CHANNEL,
            "AttachedDataChanged",
        )
        assert message["call"].get("userData") == data
        assert message["call"] == on_duty.read(path)["call"]


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        ({}, (400, 1)),
        ({"destination": None}, (400, 1)),
        ({"destination": {}}, (400, 1)),
        ({"destination": {"phoneNumber": ""}}, (400, 1)),
        ({"destination": {"phoneNumber": 7}}, (400, 10)),
        ({"destination": "647000"}, (400, 10)),
        ({"destination": {"phoneNumber": "<script>"}}, (400, 10)),
        ({"destination": {"phoneNumber": "1"}, "userData": [1]}, (400, 10)),
        ({"destination": {"phoneNumber": "1"}, "devicePath": "/devices/nobodys"}, (404, 6)),
        ({"destination": {"phoneNumber": "1"}, "devicePath": 7}, (400, 10)),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_call_that_is_asked_for(on_duty, members, refused):
    assert on_duty.refused(f"{ME}/calls", "MakeCall", **members) == refused
    assert on_duty.calls == []


def test_a_phone_without_a_session_makes_no_calls(centre):
    number = {"phoneNumber": "647000"}

    assert centre.refused(f"{ME}/devices/{PHONE}/calls", "Dial", destination=number) == (400, 2)
    assert centre.refused(f"{ME}/calls", "Dial", destination=number) == (400, 2)
    centre.start(devicePath=f"/devices/{SECOND_PHONE}")
    assert centre.refused(f"{ME}/devices/{PHONE}/calls", "Dial", destination=number) == (400, 2)
    assert centre.refused(f"{ME}/devices/nobodys/calls", "Dial", destination=number) == (404, 6)
