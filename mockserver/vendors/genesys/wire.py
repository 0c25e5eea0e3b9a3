"""How requests and answers are spelt: verbs in ``operationName``, answers with a ``statusCode``.

Rule: an address takes several operations, told apart by the body's ``operationName``. The table of an
address is a mapping of ``Verb``; what a parameter lacks is code 1, what is wrong with it code 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import fields

from mockserver import plain
from mockserver.formats.base import Kind, Plain
from mockserver.formats.negotiate import Choice
from mockserver.frozen import frozen, replaced
from mockserver.kit import Desk, Facts, Handler, Operation, Refusal, Refused, Settings, validated
from mockserver.reply import Reply, standard_reason
from mockserver.vendors.genesys.tables import OK, REFUSALS, STATUSES
from mockserver.wire import Wire

CHALLENGE = (("WWW-Authenticate", 'Basic realm="Genesys"'),)


class Asked(Wire):
    """What every operation of an address has: its name. The rest is its verb's to read."""

    contract = "request"

    operation = fields.String(data_key="operationName", load_default=None, allow_none=True)


@frozen
class Verb:
    """One operation of an address: the schema of its parameters, and what it does."""

    takes: type[Wire]
    does: Handler


def by_verb(verbs: Mapping[str, Verb]) -> Handler:
    """A handler that lets the verb named in ``operationName`` do its work.

    Raises:
        Refused: ``MissingParameter`` without a name, ``UnknownOperation`` for one that is not in the table,
            ``Invalid`` for parameters that the verb's schema refuses.
    """
    rows = {name: Operation(name, "POST", "", verb.takes, verb.does) for name, verb in verbs.items()}

    def act(desk: Desk, asked: dict[str, Any]) -> object:
        name = asked["operation"]
        if not name:
            raise Refused("MissingParameter", member="operationName")
        row = rows.get(name)
        if row is None:
            raise Refused("UnknownOperation", operation=name[:64])
        return row.does(desk, validated(row, desk.reading.value))

    return act


def done(code: int = OK, **members: Plain) -> dict[str, Plain]:
    """A success, as wire data: the code first."""
    return {"statusCode": code, **members}


def reply_of(desk: Desk, value: Plain, headers: Iterable[tuple[str, str]] = ()) -> Reply:
    """An answer in the format the request asks for, with further header fields."""
    made = plain.encode(value, Kind.ANY, plain.negotiate(None, desk.request))
    return replaced(made, headers=(*made.headers, *headers))


def refuse(refusal: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """A statusCode and a statusMessage, and no other attributes."""
    row, told = _named(refusal, facts, settings)
    code = int(row.code) if row.code else _code_of(row.status)
    status = status_of(code, row.status, settings)
    body = {"statusCode": code, "statusMessage": row.text(told) or standard_reason(row.status)}
    reply = plain.encode(body, Kind.ANY, choice, status)
    challenge = CHALLENGE if status == 401 and settings["challenge"] else ()
    return replaced(reply, headers=(*reply.headers, *row.headers, *challenge), reason=row.reason)


def status_of(code: int, status: int, settings: Settings) -> int:
    """The HTTP status of a code; one that is not the table's own was meant so."""
    if status != STATUSES[code]:
        return status
    if settings["error_status"] == "200":
        return 200
    given: Mapping[str, int] = settings["statuses"]
    return given.get(str(code), status)


def _code_of(status: int) -> int:
    """The code that a bare status stands for."""
    return next((code for code, usual in STATUSES.items() if usual == status and code != OK), 4)


def _named(refusal: Refusal, facts: Facts, settings: Settings) -> tuple[Refusal, Facts]:
    """The row as the facts have it: a member that is missing is another refusal than one that is wrong."""
    for fact, rule in _BY_FACT.items():
        if fact in facts:
            return rule(refusal, facts, settings)
    return refusal, facts


def _first_wrong(refusal: Refusal, facts: Facts, _settings: Settings) -> tuple[Refusal, Facts]:
    """What is missing is told before what is wrong."""
    wrong = list(_wrong_of(facts["errors"], facts.get("value")))
    missing = next((path for path, value in wrong if value is None or value == ""), None)
    if missing is None:
        return refusal, {**facts, "member": ".".join(wrong[0][0]) or "the body"}
    row = REFUSALS["MissingParameter"]
    told = replaced(refusal, status=row.status, code=row.code, message=row.message)
    return told, {**facts, "member": ".".join(missing)}


def _wrong_of(errors: Any, value: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The paths and values of all members that marshmallow complains about."""
    if not isinstance(errors, dict) or "_schema" in errors:
        yield path, value
        return
    for name, inner in errors.items():
        yield from _wrong_of(inner, value.get(name) if isinstance(value, dict) else value, *path, str(name))


def _without_feature(refusal: Refusal, facts: Facts, settings: Settings) -> tuple[Refusal, Facts]:
    code = int(settings["feature_missing"])
    return replaced(refusal, status=STATUSES[code], code=str(code)), facts


_Naming = Callable[[Refusal, Facts, Settings], tuple[Refusal, Facts]]
_BY_FACT: Mapping[str, _Naming] = {"errors": _first_wrong, "feature": _without_feature}
