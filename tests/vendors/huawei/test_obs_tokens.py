"""Tokens of the outbound family: how they are got, shown, renewed, and when they are no longer good."""

from __future__ import annotations

import json

import pytest

from mockserver.vendors.huawei import VENDOR
from tests.vendors.huawei.obs_world import KEY, Centre, centre

FAILED = {"result": "403", "resultDesc": "Authentication failed."}


def tasks(world, **headers):
    return world.post("business/tasks", KEY, **headers)


def test_a_login_is_answered_as_the_sample_is():
    reply = Centre().post("auth/login", {"user": "mock-user", "passwd": "mock-passwd"})

    told = json.loads(reply.body)["resultData"]
    assert reply.body.decode() == (
        f'{{"result":0,"resultData":{{"token":"{told["token"]}","tokenExpirationTime":300,'
        f'"refreshToken":"{told["refreshToken"]}","refreshExpirationTime":3600}}}}'
    )
    assert all(len(told[name]) == 32 and int(told[name], 16) for name in ("token", "refreshToken"))


@pytest.mark.parametrize("who", [{"user": "nobody", "passwd": "x"}, {"user": "mock-user", "passwd": "x"}])
def test_an_unknown_user_and_a_wrong_password_fail(who):
    reply = Centre().post("auth/login", who)

    assert (reply.status, json.loads(reply.body)) == (403, FAILED)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({}, "user is empty"),
        ({"user": "a"}, "passwd is empty"),
        ({"user": "", "passwd": "b"}, "user is empty"),
        ({"user": "a", "passwd": ""}, "passwd is empty"),
        ({"user": None, "passwd": "b"}, "user is empty"),
    ],
)
def test_a_login_without_user_or_password_says_which_is_empty(body, why):
    reply = Centre().post("auth/login", body)

    assert reply.status == 400
    assert json.loads(reply.body) == {"result": "02000001", "resultDesc": why}


@pytest.mark.parametrize("header", ["Authorization", "Authentication", "authentication"])
def test_a_token_may_stand_in_either_header(header):
    world = centre()

    assert tasks(world, **{"Authorization": "", header: f"bearer {world.token}"}).status == 200


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer nonsense", "Basic abc", "nonsense"])
def test_without_a_live_token_authentication_fails(shown):
    reply = tasks(centre(), Authorization=shown)

    assert (reply.status, json.loads(reply.body)) == (403, FAILED)
    assert reply.header("x-mock-fidelity") == "assumed"


@pytest.mark.parametrize(
    ("switch", "token", "refresh"), [("any", 200, 200), ("token", 200, 403), ("refresh", 403, 200)]
)
def test_which_of_the_tokens_is_let_in_is_a_switch(switch, token, refresh):
    world = centre(obs_bearer=switch)

    assert tasks(world).status == token
    assert tasks(world, Authorization=f"Bearer {world.refresh_token}").status == refresh


def test_a_token_is_good_for_exactly_its_time():
    world = centre(obs_token_seconds=7)

    world.wait(6)
    before = tasks(world).status
    world.wait(1)

    assert (before, tasks(world).status) == (200, 403)


def test_a_refresh_token_gets_new_tokens_when_the_token_has_expired():
    world = centre()
    old = world.token
    world.wait(300)

    reply = world.post("auth/refresh", {"refreshToken": world.refresh_token})

    told = json.loads(reply.body)["resultData"]
    assert list(told) == ["token", "tokenExpirationTime", "refreshToken", "refreshExpirationTime"]
    assert told["token"] != old
    assert tasks(world, Authorization=f"Bearer {told['token']}").status == 200


def test_a_refresh_token_expires_too():
    world = centre()
    world.wait(3600)

    assert world.post("auth/refresh", {"refreshToken": world.refresh_token}).status == 403


@pytest.mark.parametrize("text", ["nonsense", "{token}"])
def test_only_a_refresh_token_refreshes(text):
    world = centre()

    reply = world.post("auth/refresh", {"refreshToken": text.format(token=world.token)})

    assert (reply.status, json.loads(reply.body)) == (403, FAILED)


def test_an_empty_refresh_token_is_empty():
    reply = centre().post("auth/refresh", {"refreshToken": ""})

    assert json.loads(reply.body) == {"result": "02000001", "resultDesc": "refreshToken is empty"}


def test_a_tenant_without_the_service_is_not_authorized():
    world = Centre(obs_service=False)

    replies = [
        world.post("auth/login", {"user": "mock-user", "passwd": "mock-passwd"}),
        world.post("auth/refresh", {"refreshToken": "x"}),
    ]

    assert [reply.status for reply in replies] == [401, 401]
    assert json.loads(replies[0].body)["resultDesc"].startswith(
        "Unauthorized operation. 1. Check whether you"
    )


def test_two_sandboxes_of_one_seed_never_hand_out_the_same_token():
    world = Centre()

    told = [world.log_in(prefix) for prefix in ("", "/~alice", "/~bob", "/~alice", "")]

    every = [each[name] for each in told for name in ("token", "refreshToken")]
    assert len(set(every)) == len(every)


def test_a_token_leads_back_to_its_sandbox():
    world = Centre()
    world.log_in("/~alice")

    world.write()

    assert world.sandboxes.get("alice").space.count("huawei.obs.data") == 1
    assert world.sandbox.space.count("huawei.obs.data") == 0


def test_a_refresh_token_in_a_body_leads_back_to_its_sandbox():
    world = Centre()
    told = world.log_in("/~alice")

    reply = world.post("auth/refresh", {"refreshToken": told["refreshToken"]}, Authorization="")

    assert reply.status == 200


def test_a_scenarios_users_and_access_keys_own_its_sandbox():
    world = Centre(
        obs_users=[{"user": "u", "passwd": "p"}],
        campaign_access_keys=["ak"],
        apps=[{"app_key": "a", "app_secret": "b"}],
    )

    assert list(VENDOR.owned(world.sandbox.settings("huawei"))) == ["a", "u", "ak"]


def test_what_was_handed_out_has_a_bound(monkeypatch):
    monkeypatch.setattr("mockserver.auth.MOST", 6)
    world = Centre()

    for _ in range(10):
        world.log_in()

    assert world.sandbox.space.count("huawei.obs.tokens") == 6
    assert tasks(world).status == 200


def test_tokens_that_have_expired_leave():
    world = Centre(obs_token_seconds=10, obs_refresh_seconds=10)
    for _ in range(5):
        world.log_in()
    world.wait(10)

    world.log_in()

    assert world.sandbox.space.count("huawei.obs.tokens") == 2
