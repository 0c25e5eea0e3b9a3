"""Who asks: HTTP Basic or the cookie of an HTTP session, and the token against request forgery.

Rule: Basic is asked first and decides; without it the cookie does. Whoever is let in without a live
session of its own gets one with the answer. Sessions end on the sandbox's clock; the newest are kept.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from mockserver.auth import hand_out, same, serial
from mockserver.chance import draw, identity
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.kit import Desk, Handler, Office, Operation, Refused, Settings
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.vendors.genesys.tables import FEATURE_OF
from mockserver.vendors.genesys.wire import reply_of

SESSIONS = "genesys.sessions"
SEEN = "genesys.seen"  # by user: when it asked for something last
COOKIE = "JSESSIONID"
CSRF_HEADER = "X-CSRF-TOKEN"
SAFE = ("GET", "HEAD", "OPTIONS")
_ID = re.compile(rf"(?:^|;)\s*{COOKIE}=\"?([A-Za-z0-9._-]{{1,128}})")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 26


@frozen
class HttpSession:
    """An HTTP session: whose it is, its token against request forgery, and until when it is good."""

    id: str
    user: str
    csrf: str
    expires: Millis


def user_of(desk: Desk) -> str:
    """The name of the user that a request comes from.

    Raises:
        Refused: ``Unauthenticated``; ``why`` is missing, unknown or expired.
    """
    if not desk.who:  # every part of an exchange asks
        desk.who = _named_in(desk)
    return desk.who


def _named_in(desk: Desk) -> str:
    shown = desk.request.headers.get("authorization")
    if shown is None:
        return session_of(desk).user
    name, password = _basic(shown)
    person = desk.settings["people"].get(name)
    if not same(password, person["password"] if person else "") or person is None:
        raise Refused("Unauthenticated", why="unknown")
    return name


def person_of(desk: Desk) -> Mapping[str, Any]:
    """The user that a request comes from, as the settings have it.

    Raises:
        Refused: ``Unauthenticated``.
    """
    person: Mapping[str, Any] = desk.settings["people"][user_of(desk)]
    return person


def session_of(desk: Desk) -> HttpSession:
    """The live HTTP session whose cookie a request shows.

    Raises:
        Refused: ``Unauthenticated``; ``why`` is missing, unknown or expired.
    """
    id = cookie_of(desk.request)
    if not id:
        raise Refused("Unauthenticated", why="missing")
    session: HttpSession | None = desk.rows.get(SESSIONS, id)
    if session is None:
        raise Refused("Unauthenticated", why="unknown")
    if session.expires <= desk.now:
        raise Refused("Unauthenticated", why="expired")
    return session


def check(desk: Desk, operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Let in who is known, shows the token where it is asked for, and has the feature.

    Raises:
        Refused: ``Unauthenticated``, ``BadCsrfToken`` or ``FeatureMissing``.
    """
    user = user_of(desk)
    if desk.settings["enable_csrf_protection"]:
        check_csrf(desk, user)
    if operation.method not in SAFE:
        check_feature(desk, operation)


def check_feature(desk: Desk, operation: Operation) -> None:
    """Asks for the feature that an operation is part of.

    Raises:
        Refused: ``FeatureMissing``.
    """
    feature = next((each for begin, each in FEATURE_OF.items() if operation.path.startswith(begin)), None)
    if feature is not None and feature not in desk.settings["features"]:
        raise Refused("FeatureMissing", feature=feature)


def check_csrf(desk: Desk, user: str) -> None:
    """Asks for the token of the HTTP session wherever something may be changed.

    Raises:
        Refused: ``BadCsrfToken``, without a session as well.
    """
    if desk.request.method in SAFE:
        return
    session = _own_session(desk, user)
    if session is None or not same(desk.request.headers.get(CSRF_HEADER.lower()), session.csrf):
        raise Refused("BadCsrfToken")


def listener(desk: Desk) -> str:
    """The user that notifications are for; asking for them keeps an HTTP session alive as any request does.

    Raises:
        Refused: ``Unauthenticated``, or ``BadCsrfToken`` where the protection covers notifications.
    """
    user = user_of(desk)
    if desk.settings["enable_csrf_protection"] and desk.settings["csrf_on_cometd"]:
        check_csrf(desk, user)
    session = _own_session(desk, user)
    if session is not None:
        _prolong(desk, session)
    _see(desk, user)
    return user


def in_session(handler: Handler) -> Handler:
    """The handler with an HTTP session around it: kept alive, or begun, in the answer's header fields."""

    def act(desk: Desk, asked: dict[str, Any]) -> Reply:
        user = user_of(desk)
        _see(desk, user)
        session = _own_session(desk, user)
        value = handler(desk, asked)
        if session is not None and desk.rows.get(SESSIONS, session.id) is None:
            return reply_of(desk, value)  # the handler has ended the session
        return reply_of(desk, value, _fields_of(desk, user, session))

    return act


def invalidate(desk: Desk) -> None:
    """Ends the HTTP session that a request shows, if it shows one."""
    session = _own_session(desk, user_of(desk))
    if session is not None:
        desk.rows.remove(SESSIONS, session.id)
        desk.office.disown(session.id)


def _fields_of(desk: Desk, user: str, session: HttpSession | None) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    if session is None:
        session = _begun(desk, user)
        fields.append(("Set-Cookie", f"{COOKIE}={session.id};Path=/;HttpOnly"))
    else:
        _prolong(desk, session)
    if desk.settings["enable_csrf_protection"] and desk.request.method == "GET":
        fields += [("X-CSRF-HEADER", CSRF_HEADER), (CSRF_HEADER, session.csrf)]
    return fields


def _prolong(desk: Desk, session: HttpSession) -> None:
    expires = _expiry(desk)
    if session.expires != expires:
        desk.rows.put(SESSIONS, session.id, replaced(session, expires=expires))


def _expiry(desk: Desk) -> Millis:
    return desk.now + patience(desk.settings)


def patience(settings: Settings) -> Millis:
    """How long a session is kept that nobody uses."""
    return int(settings["session_seconds"]) * 1000


def _see(desk: Desk, user: str) -> None:
    """Remember that a user was here, where that is looked at."""
    if desk.settings["idle_logout"]:
        desk.rows.put(SEEN, user, desk.now)


def last_seen(office: Office, user: str) -> Millis:
    """When a user asked for something last, with ``idle_logout``."""
    moment: Millis = office.rows.get(SEEN, user)
    return moment


def _begun(desk: Desk, user: str) -> HttpSession:
    # Two sandboxes of one seed must not hand out the same session.
    name = ("genesys session", user, desk.sandbox, serial(desk, SESSIONS))
    session = HttpSession(_id(desk.seed, name), user, identity(desk.seed, *name, "csrf"), _expiry(desk))

    def leaves(oldest: str, many: int) -> bool:
        kept: HttpSession | None = desk.rows.get(SESSIONS, oldest)
        return kept is None or many > MOST or kept.expires <= desk.now

    hand_out(desk, SESSIONS, session.id, session, leaves)
    return session


MOST = 20_000  # HTTP sessions of a sandbox: a client that keeps no cookies gets one with each request


def _id(seed: int, name: tuple[object, ...]) -> str:
    number = draw(seed, *name, "id") << 64 | draw(seed, *name, "more")
    letters = []
    for _ in range(_ID_LENGTH - 1):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "1" + "".join(letters)


def _own_session(desk: Desk, user: str) -> HttpSession | None:
    """The live session that a request shows, if it is the user's own."""
    try:
        session = session_of(desk)
    except Refused:
        return None
    return session if session.user == user else None


def cookie_of(request: Request) -> str:
    """The id of the HTTP session that a request shows, or an empty text."""
    found = _ID.search(request.headers.get("cookie") or "")
    return found[1] if found else ""


def shown(request: Request) -> Iterable[str]:
    """The session and the user that a request shows; read cheaply, and never refused here."""
    id = cookie_of(request)
    if id:
        yield id
    field = request.headers.get("authorization")
    if field is not None:
        try:
            yield _basic(field)[0]
        except Refused:
            return


@lru_cache(maxsize=1024)  # a client shows the same field with every request
def _basic(field: str) -> tuple[str, str]:
    """The name and the password of a Basic field.

    Raises:
        Refused: ``Unauthenticated``: it is none.
    """
    scheme, _, value = field.partition(" ")
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode()
    except ValueError:
        decoded = ""
    name, colon, password = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise Refused("Unauthenticated", why="unknown")
    return name, password
