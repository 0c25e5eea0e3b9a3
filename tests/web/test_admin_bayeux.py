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
