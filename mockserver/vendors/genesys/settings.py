"""What a scenario may say of this vendor: users with their devices, features, and a switch for every guess.

Rule: what is not public is a switch whose default is our best guess; each has a row in the README's ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marshmallow import RAISE, ValidationError, fields, post_load, validate

from mockserver.chance import identity
from mockserver.kit import Settings
from mockserver.kit.bayeux import BayeuxSettings
from mockserver.vendors.genesys.outbound.settings import OUTBOUND_ASSUMPTIONS, OutboundSettings
from mockserver.vendors.genesys.tables import CHANNELS, FEATURES, STATUSES, VOICE
from mockserver.wire import HttpUrl, Wire

DEMO_USER, DEMO_PASSWORD = "mock-agent", "mock-password"
# The devices of the document's own samples, so that these can be sent as they are printed.
SAMPLE_DEVICES = ("42e3a1c6-fc5e-425b-9411-125f536fde00", "5910b027-3e64-4c85-9b9d-87248a21d8a5")
DEMO_USERS: tuple[dict[str, Any], ...] = (
    {
        "user": DEMO_USER,
        "password": DEMO_PASSWORD,
        "first_name": "John",
        "last_name": "Smith",
        "agent_id": "3001",
        "devices": [
            {"id": SAMPLE_DEVICES[0], "phone_number": "5000"},
            {"id": SAMPLE_DEVICES[1], "phone_number": "5001"},
        ],
    },
    {
        "user": "mock-agent-2",
        "password": DEMO_PASSWORD,
        "first_name": "Jane",
        "last_name": "Miller",
        "agent_id": "3002",
        "devices": [{"phone_number": "5002"}],
    },
)
ROLES = ("ROLE_AGENT", "ROLE_SUPERVISOR", "ROLE_ADMIN", "ROLE_CLOUD_ADMIN")
SEED = 0  # ids that a scenario leaves out depend on names alone, so that a client can keep them

# fmt: off
ASSUMPTIONS: Mapping[str, str] = {  # switch -> what it decides
    "statuses":        "the HTTP status of each statusCode that is not to have ours",
    "error_status":    "the HTTP status of errors: mapped (by statuses), or 200 for all of them",
    "feature_missing": "the statusCode where a feature is not enabled: 3, 5 or 6",
    "csrf_on_cometd":  "whether CSRF protection covers POSTs to the notifications, too",
    "challenge":       "whether a 401 has a WWW-Authenticate header",
    "session_seconds": "how long an HTTP session is kept that nobody uses",
    "idle_logout":     "whether an agent who asks for nothing that long is logged out",
    "external_api_url": "with what the URIs in answers and messages begin",
    **OUTBOUND_ASSUMPTIONS,
}
# fmt: on


class _Strict(Wire):
    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE


def _text(usual: str = "") -> fields.String:
    return fields.String(load_default=usual)


class Device(_Strict):
    """A phone of a user."""

    id = _text()
    phone_number = fields.String(required=True, validate=validate.Length(min=1))
    telephony_network = fields.String(load_default="Private", validate=validate.OneOf(("Private", "Public")))


class User(_Strict):
    """Who may use the API, and on which phones."""

    user = fields.String(required=True, validate=validate.Regexp(r"[^:\x00-\x1f]{1,128}\Z"))
    password = fields.String(required=True)
    id = _text()
    first_name = _text()
    last_name = _text()
    email = _text()
    agent_id = _text()
    roles = fields.List(fields.String(validate=validate.OneOf(ROLES)), load_default=lambda: ["ROLE_AGENT"])
    devices = fields.List(fields.Nested(Device), load_default=list)


def _one_of(*words: str) -> fields.String:
    return fields.String(load_default=words[0], validate=validate.OneOf(words))


class GenesysSettings(_Strict, OutboundSettings, BayeuxSettings):
    """``vendors: {genesys: …}`` in a scenario; everything has a default."""

    users = fields.List(
        fields.Nested(User),
        load_default=lambda: User(many=True).load([dict(each) for each in DEMO_USERS]),
        validate=validate.Length(min=1),
    )
    features = fields.List(
        fields.String(validate=validate.OneOf(tuple(FEATURES))), load_default=lambda: list(FEATURES)
    )
    channels = fields.List(
        fields.String(validate=validate.OneOf(CHANNELS)), load_default=lambda: [VOICE]
    )  # that can be had; a session on any other fails
    enable_csrf_protection = fields.Boolean(load_default=False)
    csrf_on_cometd = fields.Boolean(load_default=False)
    idle_logout = fields.Boolean(load_default=False)
    session_seconds = fields.Integer(load_default=1800, validate=validate.Range(1, 86_400))
    external_api_url = HttpUrl(load_default="http://127.0.0.1:8080/api/v2")
    statuses = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(map(str, STATUSES)))),
        values=fields.Integer(validate=validate.Range(200, 599)),
        load_default=dict,
    )
    error_status = _one_of("mapped", "200")
    feature_missing = fields.Integer(load_default=3, validate=validate.OneOf((3, 5, 6)))
    challenge = fields.Boolean(load_default=True)

    @post_load
    def _found_by_name(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Beside what is written: users by name and phones by number, made once."""
        people = _people_of(given["users"])
        numbers = {phone["phone_number"]: phone for each in people.values() for phone in each["devices"]}
        return {**given, "people": people, "numbers": numbers}


def phones(settings: Settings, user: str) -> list[str]:
    """The numbers of a user's phones."""
    return [number for number, phone in settings["numbers"].items() if phone["user"] == user]


def owned(settings: Settings) -> Iterable[str]:
    """The users that a scenario names."""
    people: Mapping[str, Any] = settings["people"]
    return people.keys()


def _people_of(users: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Users by name, with the ids that were left out; a phone knows its user's name."""
    people: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for place, row in enumerate(users):
        name = row["user"]
        if name in people:
            raise _taken(place, "user")
        phones = list(_phones_of(row))
        for number, phone in enumerate(phones):
            for unique in ("id", "phone_number"):
                if phone[unique] in taken:
                    raise _taken(place, "devices", number, unique)
                taken.add(phone[unique])
        id = row["id"] or identity(SEED, "genesys user", name).replace("-", "")
        people[name] = {**row, "id": id, "email": row["email"] or f"{name}@example.com", "devices": phones}
    return people


def _phones_of(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for phone in row["devices"]:
        id = phone["id"] or identity(SEED, "genesys device", row["user"], phone["phone_number"])
        yield {**phone, "id": id, "user": row["user"]}


def _taken(*path: str | int) -> ValidationError:
    """What is said of a value that an earlier one has already."""
    messages: Any = ["Must be another than those before."]
    for step in reversed(path):
        messages = {step: messages}
    return ValidationError(messages, "users")
