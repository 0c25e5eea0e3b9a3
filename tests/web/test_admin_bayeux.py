"""The clients of a Bayeux server, over the admin API."""

import pytest

from tests.web.admin_desk import admin_desk


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as desk:
        yield desk


def test_clients_are_listed_with_what_waits_for_them(desk):
    key = desk.shake()
    headers = {"Authorization": "Bearer open sesame ann"}
    said = {"channel": "/meta/subscribe", "clientId": key, "subscription": ["/b", "/a"]}
    desk.post("/acme/events", said, headers)
    desk.sandbox.hubs["acme"].publish("ann", [("/a", 1)])

    told = desk.ask("GET", "/bayeux/acme").json

    assert told == {
        "clients": [
            {"clientId": key, "user": "ann", "subscriptions": ["/a", "/b"], "queued": 1, "held": False}
        ],
        "meta": {"total": 1},
    }


@pytest.mark.parametrize("which", ["clientId", "user"])
def test_a_client_is_lost_by_its_id_or_its_user(desk, which):
    key, other = desk.shake("ann"), desk.shake("bob")

    assert desk.ask("DELETE", f"/bayeux/acme/{key if which == 'clientId' else 'ann'}").json == {"lost": 1}

    assert [client["clientId"] for client in desk.ask("GET", "/bayeux/acme").json["clients"]] == [other]


def test_all_clients_may_be_lost(desk):
    desk.shake("ann"), desk.shake("bob")

    assert desk.ask("DELETE", "/bayeux/acme").json == {"lost": 2}


def test_nobody_is_lost_whom_nobody_knows(desk):
    assert desk.ask("DELETE", "/bayeux/acme/nobody").status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_vendor_without_a_bayeux_server_has_no_clients(desk, method):
    assert desk.ask(method, "/bayeux/nobody").status_code == 404


def subscribed(desk, user="ann"):
    key = desk.shake(user)
    headers = {"Authorization": f"Bearer open sesame {user}"}
    said = {"channel": "/meta/subscribe", "clientId": key, "subscription": "/a"}
    desk.post("/acme/events", said, headers)
    return key


def queued(desk):
    return {each["user"]: each["queued"] for each in desk.ask("GET", "/bayeux/acme").json["clients"]}


@pytest.mark.parametrize(("whom", "waiting"), [({"user": "ann"}, [2, 0]), ({}, [2, 2])])
def test_messages_are_published_to_a_user_or_to_everybody(desk, whom, waiting):
    subscribed(desk, "ann"), subscribed(desk, "bob")
    messages = [{"channel": "/a", "data": {"n": 1}}, {"channel": "/a", "data": None}]

    assert desk.ask("POST", "/bayeux/acme", {**whom, "messages": messages}).json == {"published": 2}

    assert queued(desk) == dict(zip(("ann", "bob"), waiting, strict=True))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/messages"),
        ({"messages": []}, "/messages"),
        ({"messages": ["hello"]}, "/messages/0"),
        ({"messages": [{"channel": "/a"}]}, "/messages/0"),
        ({"messages": [{"channel": "/a/*", "data": 1}]}, "/messages/0/channel"),
        ({"messages": [{"channel": "/meta/connect", "data": 1}]}, "/messages/0/channel"),
        ({"messages": [{"channel": 7, "data": 1}]}, "/messages/0/channel"),
        ({"messages": [{"channel": "/a", "data": 1}], "user": 7}, "/user"),
    ],
)
def test_what_is_no_message_is_refused_and_nothing_is_told(desk, body, pointer):
    subscribed(desk)

    answer = desk.ask("POST", "/bayeux/acme", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["source"]["pointer"] == pointer
    assert queued(desk) == {"ann": 0}
