"""HostedSuite's settings in a scenario: who may log in, and what to do where nobody knows.

Rule: what is not public is a switch whose default is the recorded answer or our best guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from mockserver.kit import Settings
from mockserver.wire import Wire

ASSUMPTIONS: Mapping[str, str] = {
    "credential_errors": "what a missing CustomerName, UserName or Password answers",
    "missing_id": "what a missing Id answers",
    "unknown_record": "what an Id that no record has answers",
    "not_permitted": "what a user gets whose may_update is false",
    "list_envelope": "what ListCallRecordsRequest puts around its records",
    "errors": "status, ErrorCode and message of any error, by the ErrorCode it has without this",
}


def _one_of(*values: str) -> fields.String:
    return fields.String(load_default=values[0], validate=validate.OneOf(values))


class User(Wire):
    """One login. All three texts must be equal, case included."""

    customer = fields.String(data_key="CustomerName", required=True)
    user = fields.String(data_key="UserName", required=True)
    password = fields.String(data_key="Password", required=True)
    may_update = fields.Boolean(load_default=True)


class Wording(Wire):
    """What stands in place of an error's own words; what is not given stays."""

    status = fields.Integer(validate=validate.Range(400, 599))
    code = fields.String(validate=validate.Regexp(r"[\x21-\x7e]{1,100}\Z"))  # it becomes the reason phrase
    message = fields.String()


class HostedSuiteSettings(Wire):
    """``vendors: {hostedsuite: …}`` in a scenario. Without users, any credentials but null are good."""

    users = fields.List(fields.Nested(User), load_default=list)
    credential_errors = _one_of("ArgumentNullException", "Unauthorized")
    missing_id = _one_of("ArgumentNullException", "NotFound", "ArgumentException")
    unknown_record = _one_of("NotFound", "ArgumentException", "FileNotFoundException", "Exception")
    not_permitted = _one_of("UnauthorizedAccessException", "Forbidden", "Unauthorized")
    list_envelope = _one_of("results", "bare")
    errors = fields.Dict(keys=fields.String(), values=fields.Nested(Wording), load_default=dict)


def owned(settings: Settings) -> Iterable[str]:
    """The logins of a scenario, as ``login_of`` spells them."""
    return (login_of(user["customer"], user["user"]) for user in settings["users"])


def login_of(customer: Any, user: Any) -> str:
    """What tells logins apart; not the password, so that a wrong one is refused by its own sandbox."""
    return f"{customer}/{user}"
