"""Who is let in: Basic, the cookie of an HTTP session, the token against request forgery, and features."""

import base64
import json

import pytest

from mockserver.kit import Operation, Refused
from mockserver.request import Headers, Request
from mockserver.vendors.genesys import VENDOR, auth
from mockserver.vendors.genesys.settings import DEMO_USER
from tests.vendors.genesys.conftest import ME, OTHER_USER, basic, session_in

START = json.dumps({"operationName": "StartContactCenterSession", "channels": ["voice"]}).encode()
JSON = {"Content_Type": "application/json"}


def test_a_user_with_its_password_is_let_in_and_gets_a_session(centre):
    reply = centre.get(ME)

    assert reply.status == 200
    assert reply.header("Set-Cookie") == f"JSESSIONID={session_in(reply)};Path=/;HttpOnly"
    assert len(session_in(reply)) == 26


def test_the_session_stands_for_the_password_and_is_not_given_again(centre):
    id = session_in(centre.get(ME))

    reply = centre.send("GET", ME, Cookie=f"other=1; JSESSIONID={id}")

    assert reply.status == 200
    assert json.loads(reply.body)["user"]["userName"] == DEMO_USER
    assert reply.header("Set-Cookie") is None


def test_a_client_that_sends_both_keeps_its_session(centre):
    id = session_in(centre.get(ME))

    assert centre.get(ME, Cookie=f"JSESSIONID={id}").header("Set-Cookie") is None


def test_of_two_that_contradict_each_other_basic_decides(centre):
    id = session_in(centre.get(ME))

    reply = centre.get(ME, OTHER_USER, Cookie=f"JSESSIONID={id}")

    assert json.loads(reply.body)["user"]["userName"] == OTHER_USER
    assert session_in(reply) not in ("", id)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": basic(password="wrong")},
        {"Authorization": basic(user="nobody")},
        {"Authorization": basic(user="nobody", password="")},
        {"Authorization": "Basic " + base64.b64encode(b"no colon").decode()},
        {"Authorization": "Basic \xff\xfe"},
        {"Authorization": "Bearer abc"},
        {"Authorization": ""},
        {"Cookie": "JSESSIONID=1nobodyhasthis"},
        {"Cookie": "JSESSIONID="},
        {"Cookie": "XJSESSIONID=1"},
    ],
    ids=str,
)
def test_anybody_else_is_not_authenticated(centre, headers):
    reply = centre.send("GET", ME, **headers)

    assert reply.status == 401
    assert json.loads(reply.body) == {"statusCode": 20, "statusMessage": "The user is not authenticated"}
    assert reply.header("WWW-Authenticate") == 'Basic realm="Genesys"'
    assert reply.header("Set-Cookie") is None


def test_the_challenge_can_be_switched_off(make_centre):
    assert make_centre(challenge=False).send("GET", ME).header("WWW-Authenticate") is None


def test_a_session_ends_when_nobody_uses_it_for_so_long_and_lives_on_while_somebody_does(centre):
    id = session_in(centre.get(ME))

    def status() -> int:
        return centre.send("GET", ME, Cookie=f"JSESSIONID={id}").status

    centre.wait(1_799_000)
    assert status() == 200
    centre.wait(1_799_000)
    assert status() == 200
    centre.wait(1_800_000)
    assert status() == 401


def test_two_worlds_of_one_seed_hand_out_different_sessions(centre):
    request = Request("GET", ME, Headers([("Authorization", basic())]))
    first = centre.sandboxes.get("one"), centre.sandboxes.get("two")

    ids = set()
    for sandbox in first:
        desk = sandbox.desk(VENDOR, request, 1, sandbox.clock.now())
        ids.add(session_in(auth.in_session(lambda _desk, _asked: {})(desk, {})))

    assert len(ids) == 2


def test_a_session_leads_to_the_world_it_was_given_in(centre):
    sandbox = centre.sandboxes.get("one")
    desk = sandbox.desk(VENDOR, Request("GET", ME, Headers([("Authorization", basic())])), 1, 0)
    id = session_in(auth.in_session(lambda _desk, _asked: {})(desk, {}))

    shown = Request("GET", ME, Headers([("Cookie", f"JSESSIONID={id}")]))

    assert centre.sandboxes.owners(VENDOR, shown) == ("one",)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ([("Cookie", "JSESSIONID=1abc"), ("Authorization", basic("ann"))], ["1abc", "ann"]),
        ([("Authorization", basic("ann"))], ["ann"]),
        ([("Authorization", "Bearer x")], []),
        ([], []),
    ],
    ids=["both", "a user", "another scheme", "nothing"],
)
def test_what_a_request_shows_says_whose_world_it_is_for(fields, shown):
    assert list(VENDOR.credentials(Request("GET", ME, Headers(fields)))) == shown


def test_a_client_without_cookies_costs_a_bounded_number_of_sessions(centre, monkeypatch):
    monkeypatch.setattr(auth, "MOST", 3)

    ids = [session_in(centre.get(ME)) for _ in range(5)]

    assert len(set(ids)) == 5
    statuses = [centre.send("GET", ME, Cookie=f"JSESSIONID={id}").status for id in ids]
    assert statuses == [401, 401, 200, 200, 200]


def test_without_protection_nobody_is_asked_for_a_token(centre):
    assert centre.get(ME).header("X-CSRF-TOKEN") is None
    assert centre.send("POST", ME, START, Authorization=basic(), **JSON).status == 200


def test_with_protection_a_get_gives_a_token_that_a_post_has_to_show(make_centre):
    centre = make_centre(enable_csrf_protection=True)
    first = centre.get(ME)
    cookie, token = f"JSESSIONID={session_in(first)}", first.header("X-CSRF-TOKEN")
    assert first.header("X-CSRF-HEADER") == "X-CSRF-TOKEN"
    assert centre.send("GET", ME, Cookie=cookie).header("X-CSRF-TOKEN") == token

    without = centre.send("POST", ME, START, Cookie=cookie, **JSON)
    wrong = centre.send("POST", ME, START, Cookie=cookie, X_CSRF_TOKEN="wrong", **JSON)
    right = centre.send("POST", ME, START, Cookie=cookie, X_CSRF_TOKEN=str(token), **JSON)

    assert [without.status, wrong.status, right.status] == [403, 403, 200]
    assert json.loads(without.body) == {"statusCode": 3, "statusMessage": "Missing or invalid Csrf token"}
    assert right.header("X-CSRF-TOKEN") is None


def test_a_token_without_its_session_is_worth_nothing(make_centre):
    centre = make_centre(enable_csrf_protection=True)
    token = str(centre.get(ME).header("X-CSRF-TOKEN"))

    assert centre.post(ME, START, X_CSRF_TOKEN=token).status == 403


def test_credentials_are_asked_for_before_the_token(make_centre):
    assert make_centre(enable_csrf_protection=True).send("POST", ME, START, **JSON).status == 401


@pytest.mark.parametrize(("covers", "refused"), [(False, False), (True, True)])
def test_notifications_are_covered_by_the_protection_only_where_the_scenario_says_so(
    make_centre, covers, refused
):
    centre = make_centre(enable_csrf_protection=True, csrf_on_cometd=covers)
    request = Request("POST", "/api/v2/notifications", Headers([("Authorization", basic())]))
    desk = centre.sandbox.desk(VENDOR, request, 1, centre.sandbox.clock.now())

    try:
        user = VENDOR.bayeux.who(desk)
    except Refused as why:
        user = why.name

    assert user == ("BadCsrfToken" if refused else DEMO_USER)


def test_notifications_are_for_known_users_only(centre):
    desk = centre.sandbox.desk(VENDOR, Request("POST", "/api/v2/notifications"), 1, 0)

    with pytest.raises(Refused, match="Unauthenticated"):
        VENDOR.bayeux.who(desk)


@pytest.mark.parametrize(("code", "status"), [(3, 403), (5, 403), (6, 404)])
def test_an_operation_without_its_feature_is_refused_with_the_code_of_the_switch(make_centre, code, status):
    centre = make_centre(features=["api-voice-outbound"], feature_missing=code)

    assert centre.refused(ME, "StartContactCenterSession", channels=["voice"]) == (status, code)
    assert centre.get(ME).status == 200  # to look costs no feature


@pytest.mark.parametrize(
    ("path", "feature"),
    [("/api/v2/me/outbound-records", "api-voice-outbound"), ("/api/v2/me/calls", "api-voice")],
)
def test_the_feature_that_is_asked_for_depends_on_the_address(make_centre, path, feature):
    centre = make_centre(features=[])
    desk = centre.sandbox.desk(VENDOR, Request("POST", path, Headers([("Authorization", basic())])), 1, 0)

    with pytest.raises(Refused) as why:
        VENDOR.auth.before(desk, Operation("any", "POST", path, None, lambda _desk, _asked: None), None)

    assert (why.value.name, why.value.facts) == ("FeatureMissing", {"feature": feature})
