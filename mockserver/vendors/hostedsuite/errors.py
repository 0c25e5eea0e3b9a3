"""How HostedSuite refuses, as a table, and the two forms a refusal takes.

Rule: what a service throws has ``Errors``, is wrapped in a JSONP callback, and its code is
the reason phrase; what the framework itself refuses has none of these. A row with a reason
of its own is of the first kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mockserver.formats.base import Kind, ListOf, Member, Plain, Shape, Type
from mockserver.formats.negotiate import Choice
from mockserver.kit import ASSUMED, MEASURED, Facts, Refusal, Settings
from mockserver.reply import Reply, standard_reason
from mockserver.vendors.hostedsuite.encoding import encode, headers
from mockserver.vendors.hostedsuite.negotiation import FORMATS, HTML, JSONP, NOTHING

NAMESPACE = "http://schemas.servicestack.net/types"
_NULL = "Value cannot be null.\r\n"  # Windows' new-line, in JSON, too

# ServiceStack numbers its members; a level is such a number.
RESPONSE_ERROR = Shape(
    "ResponseError",
    (
        Member("ErrorCode", Kind.STRING, 1),
        Member("FieldName", Kind.STRING, 2),
        Member("Message", Kind.STRING, 3),
    ),
    NAMESPACE,
)
RESPONSE_STATUS = Shape(
    "ResponseStatus",
    (
        Member("ErrorCode", Kind.STRING, 1),
        Member("Message", Kind.STRING, 2),
        Member("StackTrace", Kind.STRING, 3),
        Member("Errors", ListOf(RESPONSE_ERROR), 4),
        Member("Meta", ListOf(Kind.STRING), 5),  # a dictionary, which is always null
    ),
    NAMESPACE,
)
ERROR_RESPONSE: Type = Shape("ErrorResponse", (Member("ResponseStatus", RESPONSE_STATUS),), NAMESPACE)


PLAIN = "text/plain; charset=utf-8"
_NOT_HERE = Refusal(404, "NotFound", "404", fidelity=MEASURED)
_NO_RECORD = "Call record '{id}' does not exist"
_NO_METHOD = "Could not find method named {method}({shape}) or Any({shape}) on Service CallService"
_NO_OPERATION = "The operation '{operation}' does not exist for this service"
_NO_BODY = "Could not deserialize '{media_type}' request using {contract}'\nError: {text}"
_NO_BINDING = "Unable to bind to request '{shape}'"

# fmt: off
_SAID = (  # by the framework, before it asks a service: name, status, code, message
    ("NoSuchOperation", 405, "NotImplementedException", _NO_OPERATION),
    ("NoSuchVerb",      405, "NotImplementedException", _NO_METHOD),
    ("Unreadable",      400, "SerializationException",  _NO_BODY),
    ("CannotBind",      400, "SerializationException",  _NO_BINDING),
    ("Invalid",         400, "SerializationException",  _NO_BINDING),
)
_THROWN = (  # by a service: status, code, message
    (400, "ArgumentNullException",       f"{_NULL}Parameter name: {{field}}"),
    (400, "ArgumentException",           "Value does not fall within the expected range."),
    (400, "FormatException",             "Input string was not in a correct format."),
    (401, "Unauthorized",                "Invalid credentials"),
    (403, "UnauthorizedAccessException", "Attempted to perform an unauthorized operation."),
    (403, "Forbidden",                   "Forbidden"),
    (404, "NotFound",                    _NO_RECORD),
    (404, "FileNotFoundException",       _NO_RECORD),
    (405, "NotImplementedException",     "The method or operation is not implemented."),
    (409, "Conflict",                    "The call record was changed by somebody else"),
    (413, "RequestEntityTooLarge",       "Request entity too large"),
    (415, "UnsupportedMediaType",        "Unsupported media type"),
    (429, "TooManyRequests",             "Too many requests"),
    (500, "Exception",                   "Exception of type 'System.Exception' was thrown."),
    (500, "NullReferenceException",      "Object reference not set to an instance of an object."),
    (502, "BadGateway",                  "Bad gateway"),
    (503, "ServiceUnavailable",          "Service unavailable"),
    (504, "GatewayTimeout",              "Gateway timeout"),
)
_ALSO = {  # what the rest of the program calls some of these
    "Unauthenticated": "Unauthorized",
    "RecordNotFound":  "NotFound",
    "CallNotFound":    "NotFound",
    "NotPossibleNow":  "Conflict",
    "TooLarge":        "RequestEntityTooLarge",
}
# fmt: on
_ROWS: Mapping[str, Refusal] = {
    "NoSuchPath": _NOT_HERE,
    "NoSuchMethod": _NOT_HERE,
    **{name: Refusal(status, code, text, fidelity=MEASURED) for name, status, code, text in _SAID},
    # The form of these is measured; that HostedSuite throws just these is not known of any of them.
    **{code: Refusal(status, code, text, code, ASSUMED) for status, code, text in _THROWN},
}
REFUSALS: Mapping[str, Refusal] = {**_ROWS, **{name: _ROWS[same] for name, same in _ALSO.items()}}
# The first row of a status, but 400's, which would need the name of a field.
BY_STATUS: Mapping[int, str] = {
    **{status: code for status, code, _ in reversed(_THROWN)},
    400: "ArgumentException",
}


def refuse(row: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """The refusal in the client's format; where the framework has a plain page for it, that page."""
    if row == _NOT_HERE:
        return Reply(404, b"404", headers(PLAIN))
    row = _reworded(_complete(row), settings)
    text = row.text({"field": "Id", **facts})
    page = _PAGES.get(row.status) if choice.format is HTML else None
    if page is not None:
        return Reply(row.status, page(row, text).encode(), (*headers(PLAIN), *row.headers), row.reason)
    if choice.format is NOTHING:
        return Reply(405 if row.reason else row.status, b"", headers(choice.content_type), row.reason)
    reply = encode(
        {"ResponseStatus": _status(row, text, facts)}, ERROR_RESPONSE, _unwrapped(row, choice), row.status
    )
    return replace(reply, headers=(*reply.headers, *row.headers), reason=row.reason)


def _complete(row: Refusal) -> Refusal:
    """A status nobody gave a row: its phrase is its code, as in an ``HttpError`` of that status."""
    if row.code:
        return row
    phrase = standard_reason(row.status)
    code = phrase.title().replace(" ", "").replace("-", "")
    return replace(row, code=code, reason=code, message=row.message or phrase)


def _reworded(row: Refusal, settings: Settings) -> Refusal:
    """The row as the scenario words it."""
    said = settings.get("errors", {}).get(row.code)
    if not said:
        return row
    return replace(row, **said, reason=said.get("code", row.reason) if row.reason else "")


def _status(row: Refusal, text: str, facts: Facts) -> dict[str, Plain]:
    return {"ErrorCode": row.code, "Message": text, "Errors": _field_errors(row, text, facts)}


def _field_errors(row: Refusal, text: str, facts: Facts) -> Plain:
    if "fields" in facts:
        return [
            _field_error(row.code, name, f"'{value}' is an Invalid value for '{name}'")
            for name, value in facts["fields"]
        ]
    if "{field}" in row.message:
        return [_field_error(row.code, facts.get("field", "Id"), text.partition("Parameter name:")[0])]
    return [] if row.reason else None


def _field_error(code: str, field: str, message: str) -> dict[str, Plain]:
    return {"ErrorCode": code, "FieldName": field, "Message": message}


def _unwrapped(row: Refusal, choice: Choice) -> Choice:
    """The framework's own refusals are plain JSON, whatever callback was asked for."""
    if row.reason or not choice.wrap:
        return choice
    plain = FORMATS["json"].content_type if choice.content_type == JSONP else choice.content_type
    return Choice(choice.format, plain)


def _not_found_page(row: Refusal, text: str) -> str:
    return f"Error ({row.code}): {text}\n\r\n404"


def _forbidden_page(_row: Refusal, _text: str) -> str:
    return "Forbidden\n\n"


# In HTML these two are plain text. The second is read off ServiceStack's source.
_PAGES: Mapping[int, Callable[[Refusal, str], str]] = {404: _not_found_page, 403: _forbidden_page}
