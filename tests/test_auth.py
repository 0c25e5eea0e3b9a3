"""What is handed out to clients: found again while it is good, and never kept in any number."""

import pytest

from mockserver import auth
from mockserver.auth import Token, bearer, hand_out, keep_token, live_token
from mockserver.kit import Desk, Office, Refused
from mockserver.request import Headers, Request
from mockserver.store.memory import MemorySpace

TABLE = "acme.tokens"


@pytest.fixture
def desk():
    request = Request("GET", "/", Headers(()), b"")
    return Desk(Office(None, None, None, MemorySpace(), {}, 1, "default"), 1000, request, 1)


def texts(desk):
    return [text for text, _ in desk.rows.rows(TABLE)]


def test_expired_tokens_are_forgotten_with_the_next_token(desk):
    for lasts in (10, 20, 500):
        keep_token(desk, TABLE, Token(f"lasts {lasts}", "app", desk.now + lasts))
    desk.now += 20

    keep_token(desk, TABLE, Token("new", "app", desk.now + 10))

    assert texts(desk) == ["lasts 500", "new"]
    assert live_token(desk, TABLE, "lasts 500").owner == "app"


def test_an_expired_token_behind_one_that_lasts_is_refused_all_the_same(desk):
    keep_token(desk, TABLE, Token("long", "app", desk.now + 500))
    keep_token(desk, TABLE, Token("short", "app", desk.now + 10))
    desk.now += 10

    keep_token(desk, TABLE, Token("new", "app", desk.now + 10))

    with pytest.raises(Refused, match="Unauthenticated"):
        live_token(desk, TABLE, "short")


def test_of_many_live_tokens_the_oldest_leave(desk, monkeypatch):
    monkeypatch.setattr(auth, "MOST", 3)

    for number in range(10):
        keep_token(desk, TABLE, Token(str(number), "app", desk.now + 500))

    assert texts(desk) == ["7", "8", "9"]
    with pytest.raises(Refused, match="Unauthenticated"):
        live_token(desk, TABLE, "6")


def test_what_is_handed_out_again_is_kept_once(desk, monkeypatch):
    monkeypatch.setattr(auth, "MOST", 2)

    for key, row in (("a", 1), ("b", 2), ("a", 3), ("a", 4), ("c", 5)):
        hand_out(desk, TABLE, key, row)

    assert list(desk.rows.rows(TABLE)) == [("b", 2), ("c", 5)]


@pytest.mark.parametrize(
    ("field", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer   abc ", "abc"),
        ("BEARER a b", "a b"),
        ("Bearer ", None),
        ("Bearer", None),
        ("Basic abc", None),
        ("", None),
    ],
)
def test_a_bearer_token_is_read_whatever_the_scheme_is_written_like(field, token):
    request = Request("GET", "/", Headers((("Authorization", field),)), b"")

    assert bearer(request) == token
    assert bearer(request, "x-token", "authorization") == token
