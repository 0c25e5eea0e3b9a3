"""What HostedSuite does with a request, in the order of the recorded answers.

Rule: credentials, then the Id, then the record; of every value only null counts as missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.auth import same
from mockserver.callcentre.errors import CallCentreRefusal, RecordNotFound
from mockserver.callcentre.model import CallRecord
from mockserver.formats.base import Plain
from mockserver.kit import Desk, Facts, Handler, Operation, Refused, validated
from mockserver.reply import Reply
from mockserver.vendors.hostedsuite.errors import REFUSALS, refuse
from mockserver.vendors.hostedsuite.negotiation import negotiate
from mockserver.vendors.hostedsuite.wire import record_info

_CREDENTIALS = (("customer", "CustomerName"), ("user", "UserName"), ("password", "Password"))
_RIGHTS = {"UpdateCallRecordRequest": "may_update"}


def let_in(desk: Desk, operation: Operation, asked: Mapping[str, Any] | None) -> None:
    """Checks who asks, and whether they may.

    Raises:
        Refused: a credential is null, not exactly one user has these, or that user lacks the right.
    """
    user = _user_of(desk, asked or {})
    right = _RIGHTS.get(operation.name)
    if user is not None and right and not user[right]:
        raise Refused(desk.settings["not_permitted"], field="UserName")


def _user_of(desk: Desk, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one user with these credentials; None where the scenario names no users."""
    for own, theirs in _CREDENTIALS:
        if asked[own] is None:
            raise Refused(desk.settings["credential_errors"], field=theirs)
    users = desk.settings["users"]
    customer, name, password = asked["customer"], asked["user"], asked["password"]
    found = [
        user
        for user in users
        if same(customer, user["customer"]) and same(name, user["user"]) and same(password, user["password"])
    ]
    if users and len(found) != 1:
        raise Refused("Unauthenticated", why="unknown")
    return found[0] if users else None


def update(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """UpdateCallRecordRequest: null notes stay, empty ones are cleared, any others are set."""
    if asked["id"] is None:
        raise Refused(desk.settings["missing_id"], field="Id", id="")
    try:
        return record_info(_noted(desk, asked))
    except RecordNotFound:
        raise Refused(desk.settings["unknown_record"], id=asked["id"], field="Id") from None


def _noted(desk: Desk, asked: Mapping[str, Any]) -> CallRecord:
    if asked["notes"] is None:
        return desk.records.find(asked["id"])
    return desk.records.annotate(asked["id"], asked["notes"])


def no_method(asked_verb: str, shape: str) -> Handler:
    """What a reply address does for a verb the service has no method for."""
    shown = asked_verb[:1] + asked_verb[1:].lower()

    def does(_desk: Desk, _asked: dict[str, Any]) -> object:
        raise Refused("NoSuchVerb", method=shown, shape=shape)

    return does


def batch(each: Operation) -> Handler:
    """The operation for every item of a list, one after the other.

    One item that fails answers for all, but what the items before it did is done: so the
    refusal is answered here and not raised, which would undo them.
    """

    def does(desk: Desk, _asked: dict[str, Any]) -> object:
        try:
            return _shared([_one(desk, each, item) for item in desk.reading.value])
        except Refused as why:
            return _refused(desk, why.name, why.facts)
        except CallCentreRefusal as why:
            return _refused(desk, type(why).__name__, why.facts)

    return does


def _one(desk: Desk, each: Operation, item: Plain) -> object:
    if item is None:
        raise Refused("NullReferenceException")
    asked = validated(each, item)
    if not each.open:
        let_in(desk, each, asked)
    return each.does(desk, asked)


def _shared(answers: list[Any]) -> list[Any]:
    """The answers; one record is one object, so what was changed twice is shown twice as it is in the end."""
    records: dict[str, Any] = {}
    for answer in answers:
        if "Id" in answer:
            records.setdefault(answer["Id"], answer).update(answer)
    return [records[answer["Id"]] if "Id" in answer else answer for answer in answers]


def _refused(desk: Desk, name: str, facts: Facts) -> Reply:
    return refuse(REFUSALS[name], facts, negotiate(None, desk.request), desk.settings)
