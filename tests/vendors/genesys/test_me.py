"""The user, its subresources, and the contact centre session."""

import json

import pytest

from mockserver.vendors.genesys.settings import DEMO_USER
from tests.vendors.genesys.conftest import ME, OTHER_USER, PHONE, SECOND_PHONE, session_in

DEVICES = "/v2/me/devices"


def states(message):
    """How each phone of a message is: its state and its user's."""
    return [(device["deviceState"], device["userState"]["state"]) for device in message["devices"]]


def test_the_user_has_the_members_of_the_documented_sample_in_its_order(centre):
    user = centre.read(ME)["user"]

    assert list(user) == [
        "id",
        "userName",
        "firstName",
        "lastName",
        "emailAddress",
        "roles",
        "enabled",
        "changePasswordOnFirstLogin",
        "contactCenterId",
        "uri",
        "path",
    ]
    assert (user["userName"], user["roles"], user["enabled"]) == (DEMO_USER, ["ROLE_AGENT"], True)
    assert user["uri"] == f"http://127.0.0.1:8080/api/v2{user['path']}"
    assert user["path"] == f"/users/{user['id']}"


def test_subresources_come_when_they_are_asked_for(centre):
    plain = centre.read(ME)["user"]
    everything = centre.read(f"{ME}?subresources=*")["user"]
    two = centre.read(f"{ME}?subresources=devices,features")["user"]

    assert everything.keys() - plain.keys() == {"features", "devices", "channels", "settings"}
    assert two.keys() - plain.keys() == {"features", "devices"}
    assert [device["id"] for device in two["devices"]] == [PHONE, SECOND_PHONE]
    assert [feature["id"] for feature in two["features"]] == ["api-voice", "api-voice-outbound"]


def test_one_slash_at_the_end_counts_for_nothing(centre):
    assert centre.read(f"{ME}/") == centre.read(ME)


def test_features_are_listed_as_uris_or_as_objects(centre):
    uris = centre.read("/api/v2/features")["uris"]
    features = centre.read("/api/v2/features?fields=*")["features"]

    assert uris == [feature["uri"] for feature in features]


def test_a_session_makes_the_phones_active_and_tells_the_user_and_nobody_else(centre):
    centre.start()

    ((user, channel, message),) = centre.told
    assert (user, channel, message["messageType"]) == (DEMO_USER, DEVICES, "DeviceStateChangeMessage")
    assert states(message) == [("Active", "NotReady")] * 2
    assert states({"devices": centre.read(f"{ME}/devices?fields=*")["devices"]}) == states(message)


def test_a_session_may_be_on_one_phone_alone(centre):
    centre.start(devicePath=f"/devices/{SECOND_PHONE}")

    assert states(centre.told[0][2]) == [("Inactive", "LoggedOut"), ("Active", "NotReady")]


def test_a_session_takes_the_parameters_of_the_documentation(centre):
    centre.start(place="Place1", loginCode="1001", queue="8000")

    assert centre.read(f"{ME}?subresources=channels")["user"]["channels"] == []


def test_a_phone_of_somebody_else_is_not_found(centre):
    other = centre.read(f"{ME}/devices?fields=*", OTHER_USER)["devices"][0]["id"]

    for path in (f"/devices/{other}", "/devices/nobodys", "nonsense", f"/devices/{PHONE}/x"):
        refused = centre.refused(ME, "StartContactCenterSession", channels=["voice"], devicePath=path)
        assert refused == (404, 6)
    assert centre.told == []


def test_a_second_start_is_as_good_as_the_first(centre):
    centre.start()
    centre.start(devicePath=f"/devices/{PHONE}")

    assert states(centre.told[-1][2]) == [("Active", "NotReady"), ("Inactive", "LoggedOut")]


def test_where_one_channel_fails_the_success_is_partial(centre):
    answered = centre.do(ME, "StartContactCenterSession", channels=["voice", "chat"])

    assert answered == {
        "statusCode": 7,
        "statusMessage": "partial success",
        "channels": [
            {"channel": "voice", "statusCode": 0},
            {"channel": "chat", "statusCode": 4, "statusMessage": "internal error"},
        ],
    }
    assert states(centre.told[0][2])[0] == ("Active", "NotReady")


def test_where_all_channels_fail_there_is_one_status_and_no_session(centre):
    assert centre.refused(ME, "StartContactCenterSession", channels=["chat", "email"]) == (500, 4)
    assert centre.refused(ME, "StartContactCenterSession", channels=["smoke"]) == (400, 10)
    assert centre.refused(ME, "EndContactCenterSession") == (400, 2)


def test_a_scenario_says_which_channels_there_are(make_centre):
    centre = make_centre(channels=["chat"])

    assert centre.do(ME, "StartContactCenterSession", channels=["chat"]) == {"statusCode": 0}
    assert centre.read(f"{ME}?subresources=channels")["user"]["channels"] == [{"channel": "chat"}]
    assert states(centre.told[0][2]) == [("Inactive", "LoggedOut")] * 2


def test_the_end_of_a_session_logs_the_phones_out_and_ends_the_http_session(centre):
    id = session_in(centre.get(ME))
    cookie = f"JSESSIONID={id}"
    centre.post(ME, {"operationName": "StartContactCenterSession", "channels": ["voice"]}, Cookie=cookie)

    reply = centre.post(ME, {"operationName": "EndContactCenterSession"}, Cookie=cookie)

    assert (reply.status, reply.body) == (200, b'{"statusCode":0}')
    assert reply.header("Set-Cookie") is None
    assert states(centre.told[-1][2]) == [("Inactive", "LoggedOut")] * 2
    assert centre.send("GET", ME, Cookie=cookie).status == 401


def test_there_is_nothing_to_end_twice(centre):
    centre.start()
    assert centre.do(ME, "EndContactCenterSession") == {"statusCode": 0}

    assert centre.refused(ME, "EndContactCenterSession") == (400, 2)


@pytest.mark.parametrize(
    ("operation", "state"),
    [
        ("Ready", {"id": "9430250E-0A1B-421F-B372-F29E69366DED", "displayName": "Ready", "state": "Ready"}),
        (
            "NotReady",
            {
                "id": "900D55CC-2BB0-431F-8BF9-D3525B383BE6",
                "displayName": "Not Ready",
                "state": "NotReady",
            },
        ),
        (
            "AfterCallWork",
            {
                "id": "D3663509-3D82-4DD3-A82E-2EA8EFA02AEF",
                "displayName": "AfterCallWork",
                "state": "NotReady",
                "workMode": "AfterCallWork",
            },
        ),
    ],
)
def test_an_agent_says_how_it_is_on_the_channel(on_duty, operation, state):
    assert on_duty.do(f"{ME}/channels/voice", operation) == {"statusCode": 0}

    ((user, channel, message),) = on_duty.told
    assert (user, channel) == (DEMO_USER, DEVICES)
    assert [device["userState"] for device in message["devices"]] == [state, state]


def test_an_agent_without_a_session_has_no_state_to_change(centre):
    assert centre.refused(f"{ME}/channels/voice", "Ready") == (400, 2)


def test_there_are_no_other_channels_than_the_known(on_duty):
    assert on_duty.refused(f"{ME}/channels/smoke", "Ready") == (404, 6)


def test_users_do_not_see_each_others_sessions(centre):
    centre.start(OTHER_USER)

    assert [user for user, _, _ in centre.told] == [OTHER_USER]
    assert centre.refused(f"{ME}/channels/voice", "Ready") == (400, 2)


def test_the_same_morning_gives_the_same_bytes(make_centre):
    def morning():
        centre = make_centre()
        bodies = [centre.get(f"{ME}?subresources=*").body]
        centre.start()
        centre.dial()
        centre.wait(120_000)
        bodies.append(centre.get(f"{ME}/calls").body)
        return bodies, json.dumps(centre.told)

    assert morning() == morning()
