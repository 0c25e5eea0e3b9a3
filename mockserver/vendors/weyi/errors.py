"""How WEYI refuses, as a table: in its own house style, or as the framework under it does.

Rule: a row's class says which of the two it is. ``APIError`` is an object with a number and a text;
``HttpError`` is the framework's dictionary; a bare text is a JSON or XML string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from mockserver.formats.base import Kind, Member, Plain, Shape, Type
from mockserver.formats.negotiate import Choice
from mockserver.frozen import frozen
from mockserver.kit import ASSUMED, MEASURED, Facts, Refusal, Settings
from mockserver.reply import Reply, standard_reason
from mockserver.vendors.weyi.httperror import HTTP_ERROR
from mockserver.vendors.weyi.wire import MODELS

WORDLESS = "An error has occurred."  # what a remote client is told of any exception
LOG_ID = 77  # of an error that a scenario's rule answers, where neither rule nor setting says another


@frozen
class Framework(Refusal):
    """A refusal of ASP.NET Web API itself: an HttpError."""


@frozen
class Thrown(Refusal):
    """The same for an exception: ``code`` is its type, ``message`` its own words, told with error detail."""


@frozen
class House(Refusal):
    """A refusal of WEYI's own code: an APIError."""


@frozen
class Door(House):
    """The refusal of a caller; whether it is a bare text or an APIError is the scenario's to say."""


_NOWHERE = "No HTTP resource was found that matches the request URI '{uri}'."
_NO_VERB = "The requested resource does not support http method '{method}'."
_NO_READER = "The request entity's media type '{media_type}' is not supported for this resource."
_NO_TYPE = (
    "The request contains an entity body but no Content-Type header. "
    "The inferred media type 'application/octet-stream' is not supported for this resource."
)
_DENIED = "Authorization has been denied for this request."
_NULL = "Object reference not set to an instance of an object."

# fmt: off
_ROWS: Mapping[str, Refusal] = {
    "NoSuchPath":      Framework(404, "HttpError", _NOWHERE, fidelity=MEASURED),
    "NoSuchMethod":    Framework(405, "HttpError", _NO_VERB, fidelity=MEASURED),
    "WrongMediaType":  Framework(415, "HttpError", _NO_READER, fidelity=MEASURED),
    "NoMediaType":     Framework(415, "HttpError", _NO_TYPE, fidelity=MEASURED),
    "InvalidModel":    Framework(400, "HttpError", "The request is invalid.", fidelity=MEASURED),
    "Denied":          Framework(401, "HttpError", _DENIED, fidelity=MEASURED),
    "TooLarge":        Framework(413, "HttpError", "Maximum request length exceeded.", fidelity=ASSUMED),
    "ServerError":     Thrown(500, "System.NullReferenceException", _NULL, fidelity=MEASURED),
    "SystemError":     House(400, "APIError", "System Error {log}", fidelity=MEASURED),
    "AlreadyFinished": House(400, "APIError", "Request already finished", fidelity=ASSUMED),
    "NotPossibleNow":  House(400, "APIError", "Request is {state}", fidelity=ASSUMED),
    "RequiresSSL":     House(403, "APIError", "Requires SSL", fidelity=ASSUMED),
    "RecordNotFound":  House(404, "APIError", "Record not found", fidelity=ASSUMED),
    "Unauthenticated": Door(403, "APIError", "Required Login", fidelity=ASSUMED),
}
_ALSO = {  # what the rest of the program calls some of these
    "Unreadable":   "SystemError",
    "Invalid":      "SystemError",
    "CallNotFound": "RecordNotFound",
}
BY_STATUS: Mapping[int, str] = MappingProxyType({
    400: "SystemError", 401: "Denied", 403: "Unauthenticated", 404: "RecordNotFound",
    405: "NoSuchMethod", 413: "TooLarge", 415: "WrongMediaType", 500: "ServerError",
})
# fmt: on
REFUSALS: Mapping[str, Refusal] = MappingProxyType(
    {**_ROWS, **{name: _ROWS[same] for name, same in _ALSO.items()}}
)
_DETAILS: Mapping[str, Mapping[str, str]] = {  # what a local client is told beside the message
    _NOWHERE: {"MessageDetail": "No route data was found for this request."},
    _NO_READER: {
        "ExceptionMessage": "No MediaTypeFormatter is available to read an object of type '{type}' "
        "from content with media type '{media_type}'.",
        "ExceptionType": "System.Net.Http.UnsupportedMediaTypeException",
        "StackTrace": "   at System.Net.Http.HttpContentExtensions.ReadAsAsync[T](HttpContent content)",
    },
}
_DETAILS = {**_DETAILS, _NO_TYPE: _DETAILS[_NO_READER]}


def refuse(row: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """The refusal in the client's format."""
    known = _complete(row, facts, settings)
    status, value, type_ = _STYLES.get(type(row), _framework)(row, known, settings)
    headers = [("Content-Type", choice.content_type), *row.headers]
    if row.status == 405:
        headers.append(("Allow", known["allowed"]))
    return Reply(status, choice.format.write(value, type_), tuple(headers), row.reason)


def _complete(row: Refusal, facts: Facts, settings: Settings) -> dict[str, Any]:
    """The facts a message may name; a rule of a scenario knows few of them."""
    log = settings["log_id"]
    usual = {
        "log": LOG_ID if log is None else log,
        "allowed": "POST",
        "media_type": "application/octet-stream",
        "state": "not open",
        "type": "ParaCallInfoList",
        **facts,
    }
    return {**usual, "uri": shown(str(usual["url"]))} if "{uri}" in row.message and "url" in usual else usual


_Answer = tuple[int, Plain, Type]


def _framework(row: Refusal, facts: Facts, settings: Settings) -> _Answer:
    """An HttpError; a status that nobody gave a row has its phrase for a message."""
    error: dict[str, Any] = {"Message": row.text(facts) or standard_reason(row.status)}
    if settings["error_detail"]:
        more = _DETAILS.get(row.message, {})
        error |= {name: Refusal(row.status, "", text).text(facts) for name, text in more.items()}
    if "model_state" in facts:
        error["ModelState"] = facts["model_state"]
    return row.status, error, HTTP_ERROR


def _thrown(row: Refusal, facts: Facts, settings: Settings) -> _Answer:
    error = {"Message": WORDLESS}
    if settings["error_detail"]:
        error |= {
            "ExceptionMessage": row.text(facts),
            "ExceptionType": row.code,
            "StackTrace": "   at API.Controllers.RequestController.CallFinishedNew(ParaCallInfoList p)",
        }
    return row.status, error, HTTP_ERROR


def _house(row: Refusal, facts: Facts, settings: Settings) -> _Answer:
    name = settings["error_code_name"]
    return row.status, {name: 1, "Description": row.text(facts)}, api_error(name)


def _door(row: Refusal, facts: Facts, settings: Settings) -> _Answer:
    if settings["bad_token"] == "APIError":  # noqa: S105  (a form of the answer)
        return _house(row, facts, settings)
    return row.status, row.text(facts), Kind.STRING


@lru_cache(maxsize=64)  # one object for each name: formats know types by identity
def api_error(name: str) -> Shape:
    """APIError(int, string); what its number is called is not public."""
    return Shape("APIError", (Member(name, Kind.INT), Member("Description", Kind.STRING)), MODELS)


_Style = Callable[[Refusal, Facts, Settings], _Answer]
_STYLES: Mapping[type, _Style] = {Thrown: _thrown, House: _house, Door: _door}


# ---------------------------------------------------------------- the URI in a 404

_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_KEPT = frozenset("%?#/\\") | frozenset(map(chr, (*range(32), *range(127, 160))))


def shown(url: str) -> str:
    """A URL as .NET's ``Uri.ToString`` shows it: unescaped, but for what would then mean something else."""
    return _ESCAPED.sub(_unescaped, url) if "%" in url else url


def _unescaped(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]
    return "".join(_escaped(char) if char in _KEPT else char for char in text)


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
