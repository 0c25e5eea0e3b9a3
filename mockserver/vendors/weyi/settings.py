"""WEYI's settings in a scenario: who calls, which requests they have, and what to do where nobody knows.

Rule: what is not public is a switch whose default is the recorded answer or our best guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from marshmallow import RAISE, ValidationError, fields, post_load, validate

from mockserver.kit import Settings
from mockserver.vendors.weyi.lifecycle import BY_WORD
from mockserver.vendors.weyi.requests import FIRST_GIVEN, FIRST_MADE, InterpreterRequest
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
SECOND = ("error", "repeat", "overwrite", "not_found")
_NAME = validate.Regexp(r"[A-Za-z_][A-Za-z0-9_]{0,99}\Z")  # it becomes the name of an element, too
_FIELD = validate.Regexp(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\Z")


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

    token = fields.String(required=True, validate=validate.Length(min=1))
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
        """Beside what is written: the requests of each token, made once, and the field in lower case."""
        return {
            **given,
            "callers": _callers_of(given["tokens"]),
            "token_field": given["token_header"].lower(),
        }


def owned(settings: Settings) -> Iterable[str]:
    """The tokens of a scenario."""
    found: Mapping[str, Any] = settings["callers"]
    return found.keys()


Place = tuple[int, int]  # of a request in the settings: the number of its token, and its own


def _callers_of(tokens: Sequence[Mapping[str, Any]]) -> dict[str, tuple[InterpreterRequest, ...]]:
    """The requests of each token, as they are at first."""
    callers: dict[str, tuple[InterpreterRequest, ...]] = {}
    for number, row in enumerate(tokens):
        if row["token"] in callers:
            raise _taken(number, "token")
        callers[row["token"]] = ()
    for (number, _), request in _given(tokens):
        token = tokens[number]["token"]
        callers[token] = (*callers[token], request)
    return callers


def _given(tokens: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Place, InterpreterRequest]]:
    """The requests of all tokens; one without an id gets the next that is free."""
    rows = {
        (number, place): each
        for number, row in enumerate(tokens)
        for place, each in enumerate(row["requests"])
    }
    named = {each["id"] for each in rows.values() if "id" in each}
    free = (id for id in range(FIRST_GIVEN, FIRST_MADE) if id not in named)
    seen: set[int] = set()
    for (number, place), each in rows.items():
        id = each["id"] if "id" in each else next(free)
        if id in seen:
            raise _taken(number, "requests", place, "id")
        seen.add(id)
        caller, state = tokens[number]["token"], BY_WORD[each["state"]]
        yield (number, place), InterpreterRequest(id, caller, state, invite=each["invite"])


def _taken(*path: str | int) -> ValidationError:
    """What is said of a value that an earlier one has already."""
    messages: Any = ["Must be another than those before."]
    for step in reversed(path):
        messages = {step: messages}
    return ValidationError(messages, "tokens")
