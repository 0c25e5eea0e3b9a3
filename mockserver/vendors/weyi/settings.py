"""WEYI's settings in a scenario: who calls, which requests they have, and what to do where nobody knows.

Rule: what is not public is a switch whose default is the recorded answer or our best guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marshmallow import RAISE, ValidationError, fields, post_load, validate

from mockserver.kit import Settings
from mockserver.vendors.weyi.lifecycle import BY_WORD, OPEN
from mockserver.vendors.weyi.requests import FIRST_GIVEN, FIRST_MADE, Caller, InterpreterRequest
from mockserver.wire import Wire

DEMO_TOKEN = "mock-weyi-token"  # noqa: S105  (everybody may know it)

# fmt: off
ASSUMPTIONS: Mapping[str, str] = {  # switch -> what it decides
    "authorization":      "whether a caller has to show a token that the scenario knows",
    "token_header":       "the header field that holds the caller's token",
    "bad_token":          "the body of the 403 for a missing or unknown token: a bare text, or an APIError",
    "default_request":    "without authorization: whether one may finish without an open request",
    "second_finish":      "what a second CallFinishedNew answers: error, repeat, overwrite or not_found",
    "strict_model_state": "whether CallFinishedNew answers 400 where the framework noted a bad member",
    "parameter":          "the name of the action's parameter, with which the keys of a ModelState begin",
    "error_code_name":    "what the number of an APIError is called",
    "error_detail":       "whether the framework's errors tell details, as for local clients",
    "log_id":             "the N of System Error N; null: the number of the exchange in the journal",
    "https_required":     "whether plain http is refused with 403",
    "need_survey":        "what NeedSurvey answers; null: what the request said",
    "reason":             "what Reason answers",
}
# fmt: on
_BEARER = "bearer "
SECOND = ("error", "repeat", "overwrite", "not_found")
_NAME = validate.Regexp(r"[A-Za-z_][A-Za-z0-9_]{0,99}\Z")  # it becomes the name of an element, too
_FIELD = validate.Regexp(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\Z")


def bare(value: str) -> str:
    """The token in a value of a header field: the name of a scheme before it counts for nothing."""
    return value[len(_BEARER) :].strip() if value[: len(_BEARER)].lower() == _BEARER else value


class _Shown(fields.String):
    """A token, as it may be copied from a header field."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return bare(super()._deserialize(value, *args, **kwargs) or "").strip()


class _Strict(Wire):
    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE


class GivenRequest(_Strict):
    """A request that a caller has from the beginning."""

    id = fields.Integer(validate=validate.Range(1, FIRST_MADE - 1))
    state = fields.String(load_default="New", validate=validate.OneOf(tuple(BY_WORD)))
    invite = fields.String(load_default=None, allow_none=True)


class Token(_Strict):
    """A caller: the token it shows, and its requests, oldest first."""

    token = _Shown(required=True, validate=validate.Length(min=1))
    requests = fields.List(fields.Nested(GivenRequest), load_default=list)


class WeyiSettings(_Strict):
    """``vendors: {weyi: …}`` in a scenario; everything has a default."""

    tokens = fields.List(fields.Nested(Token), load_default=lambda: [{"token": DEMO_TOKEN, "requests": []}])
    authorization = fields.Boolean(load_default=True)
    token_header = fields.String(load_default="Token", validate=_FIELD)
    bad_token = fields.String(load_default="text", validate=validate.OneOf(("text", "APIError")))
    default_request = fields.Boolean(load_default=True)
    second_finish = fields.String(load_default=SECOND[0], validate=validate.OneOf(SECOND))
    strict_model_state = fields.Boolean(load_default=False)
    parameter = fields.String(load_default="p", validate=_NAME)
    error_code_name = fields.String(load_default="ErrorCode", validate=_NAME)
    error_detail = fields.Boolean(load_default=False)
    log_id = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0))
    https_required = fields.Boolean(load_default=False)
    need_survey = fields.String(load_default=None, allow_none=True)
    reason = fields.String(load_default=None, allow_none=True)
    diagnosis = fields.Boolean(load_default=False)

    @post_load
    def _callers(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Beside what is written: who has which requests, found once, and the field in lower case."""
        requests = _given(given["tokens"])
        return {
            **given,
            "callers": _callers_of(given["tokens"], requests),
            "given": {row.id: row for row in requests},
            "invites": {(row.caller, row.invite): row.id for row in requests if row.invite is not None},
            "token_field": given["token_header"].lower(),
        }


def owned(settings: Settings) -> Iterable[str]:
    """The tokens of a scenario."""
    found: Mapping[str, Any] = settings["callers"]
    return found.keys()


def _callers_of(
    tokens: Sequence[Mapping[str, Any]], requests: Iterable[InterpreterRequest]
) -> dict[str, Caller]:
    """What each token has at first."""
    theirs: dict[str, list[InterpreterRequest]] = {}
    for number, row in enumerate(tokens):
        if row["token"] in theirs:
            raise _taken(number, "token")
        theirs[row["token"]] = []
    for request in requests:
        theirs[request.caller].append(request)
    return {
        token: Caller(tuple(row.id for row in rows), tuple(row.id for row in rows if row.state in OPEN))
        for token, rows in theirs.items()
    }


def _given(tokens: Sequence[Mapping[str, Any]]) -> list[InterpreterRequest]:
    """The requests of all tokens, oldest first; one without an id gets the next that is free."""
    rows = [
        (number, place, each)
        for number, row in enumerate(tokens)
        for place, each in enumerate(row["requests"])
    ]
    named = {each["id"] for *_, each in rows if "id" in each}
    free = (id for id in range(FIRST_GIVEN, FIRST_MADE) if id not in named)
    made: dict[int, InterpreterRequest] = {}
    for number, place, each in rows:
        id = each["id"] if "id" in each else next(free)
        if id in made:
            raise _taken(number, "requests", place, "id")
        made[id] = InterpreterRequest(
            id, tokens[number]["token"], BY_WORD[each["state"]], invite=each["invite"]
        )
    return list(made.values())


def _taken(*path: str | int) -> ValidationError:
    """What is said of a value that an earlier one has already."""
    messages: Any = ["Must be another than those before."]
    for step in reversed(path):
        messages = {step: messages}
    return ValidationError(messages, "tokens")
