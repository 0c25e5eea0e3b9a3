from __future__ import annotations

import json

import pytest

from mockserver.request import Headers, Request
from mockserver.vendors.huawei import V1, VENDOR
from mockserver.vendors.huawei.settings import DEMO_APP
from mockserver.vendors.huawei.tokens import TOKEN_PATH, lifetime


def test_a_token_is_answered_in_the_order_of_the_sample_and_all_in_text(tenant):
    answer = json.loads(tenant.post(TOKEN_PATH, DEMO_APP).body)

    assert list(answer) == ["AccessToken", "ApplyType", "CreateTime", "Expires", "Scope", "AppKey", "UserID"]
    assert all(isinstance(value, str) for value in answer.values())
    assert answer["CreateTime"] == "1767225600"
    assert (answer["ApplyType"], answer["Expires"], answer["UserID"]) == ("Bearer", "600", "Anonymous")
    assert len(answer["Scope"]) == 32


def test_the_same_world_hands_out_the_same_tokens(make_tenant):
    assert make_tenant().token == make_tenant().token


def test_every_token_is_another(tenant):
    first = tenant.token
    tenant.sign_in()
    assert tenant.token != first


def test_two_sandboxes_of_one_seed_hand_out_different_tokens(make_tenant):
    names = ("default", "alice", "bob")

    assert len({make_tenant(sandbox=name).token for name in names}) == len(names)


def test_no_token_comes_again_once_others_are_forgotten(tenant):
    seen = [tenant.token]
    for lasts in ("60", "3600", "3600"):
        answer = tenant.post(TOKEN_PATH, DEMO_APP, X_Token_Expire=lasts)
        seen.append(json.loads(answer.body)["AccessToken"])

    tenant.wait(700_000)  # the first two have expired, and are forgotten with the next
    for _ in range(3):
        seen.append(json.loads(tenant.post(TOKEN_PATH, DEMO_APP).body)["AccessToken"])

    assert len(set(seen)) == len(seen)


def test_a_token_belongs_to_its_sandbox(tenant):
    assert tenant.owned == [tenant.token]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (None, 600),
        ("60", 60),
        ("3600", 3600),
        ("9999", 3600),
        ("0", 600),
        ("-5", 600),
        ("soon", 600),
        ("²", 600),
    ],
)
def test_a_token_lasts_as_long_as_asked_up_to_an_hour(asked, seconds):
    assert lifetime(asked) == seconds


def test_a_token_dies_on_the_sandbox_clock(tenant):
    token = json.loads(tenant.post(TOKEN_PATH, DEMO_APP, X_Token_Expire="60").body)["AccessToken"]
    tenant.wait(59_999)
    alive = tenant.post(f"{V1}/queryCallState", {"callSerialNo": "1"}, Authorization=f"Bearer {token}")
    tenant.wait(1)
    dead = tenant.post(f"{V1}/queryCallState", {"callSerialNo": "1"}, Authorization=f"Bearer {token}")

    assert (alive.status, dead.status) == (200, 401)


@pytest.mark.parametrize(
    "app",
    [
        {"app_key": "mock-app-key", "app_secret": "wrong"},
        {"app_key": "nobody", "app_secret": "mock-app-secret"},
    ],
)
def test_an_unknown_application_gets_no_token(tenant, app):
    assert tenant.post(TOKEN_PATH, app).status == 401


@pytest.mark.parametrize("app", [{}, {"app_key": "mock-app-key"}, {"app_key": 1, "app_secret": "x"}, []])
def test_a_token_request_without_its_members_is_bad(tenant, app):
    assert tenant.post(TOKEN_PATH, app).status == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc"])
def test_nobody_comes_in_without_a_live_token(tenant, header):
    reply = tenant.post(f"{V1}/createCall", {}, Authorization=header)

    assert reply.status == 401
    assert json.loads(reply.body)["retMsg"].startswith("Unauthorized operation")


def test_the_app_key_header_is_optional_but_not_anothers(tenant):
    asked = {"callSerialNo": "1"}
    own = tenant.post(f"{V1}/queryCallState", asked, X_APP_Key="mock-app-key")
    anothers = tenant.post(f"{V1}/queryCallState", asked, X_APP_Key="other")

    assert (own.status, anothers.status) == (200, 401)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"app_key": "abc", "app_secret": "x"}', ["abc"]),
        (b"<request><app_key>abc</app_key></request>", ["abc"]),
        (b"\xff\xfe nonsense", []),
        (b"", []),
    ],
)
def test_the_key_in_a_token_request_is_a_credential(body, found):
    assert list(VENDOR.credentials(Request("POST", TOKEN_PATH, body=body))) == found


def test_token_and_app_key_are_credentials():
    request = Request("POST", "/apiaccess", Headers([("Authorization", "Bearer t"), ("X-APP-Key", "k")]))
    assert list(VENDOR.credentials(request)) == ["t", "k"]
