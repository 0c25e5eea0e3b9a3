"""How requests and answers are spelt: verbs in ``operationName``, answers with a ``statusCode``.

Rule: an address takes several operations, told apart by the body's ``operationName``. The table of an
address is a mapping of ``Verb``. A parameter that is missing, null or empty is code 1, and told before one
that is wrong, which is code 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from mockserver import plain
from mockserver.formats.base import Kind, Plain
from mockserver.formats.negotiate import Choice
from mockserver.frozen import frozen, replaced
from mockserver.kit import Desk, Facts, Handler, Operation, Refusal, Refused, Settings, validated
from mockserver.reply import Reply, standard_reason
from mockserver.vendors.genesys.tables import OK, STATUSES
from mockserver.wire import Wire, schema_of

Required = Mapping[str, Mapping[str, Any]]  # parameter -> the same of those inside of it
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
        Refused: ``MissingParameter`` without a name or what the verb requires, ``UnknownOperation`` for a
            name that is not in the table, ``Invalid`` for what is no object and for parameters that the
            verb's schema refuses.
    """
    rows = {name: Operation(name, "POST", "", verb.takes, verb.does) for name, verb in verbs.items()}
    required = {name: dict(_required(schema_of(verb.takes))) for name, verb in verbs.items()}

    def act(desk: Desk, asked: dict[str, Any]) -> object:
        given, name = desk.reading.value, asked["operation"]
        if not isinstance(given, dict):
            raise Refused("Invalid", member="the body")
        if not name:
            raise Refused("MissingParameter", member="operationName")
        row = rows.get(name)
        if row is None:
            raise Refused("UnknownOperation", operation=name[:64])
        missing = next(_missing(required[name], given), None)
        if missing is not None:
            raise Refused("MissingParameter", member=missing)
        return row.does(desk, validated(row, given))

    return act


def _required(schema: Schema) -> Iterator[tuple[str, Required]]:
    """The parameters that have to be there, as they are sent, with those inside of them."""
    for name, field in schema.load_fields.items():
        if field.required:
            inner = dict(_required(field.schema)) if isinstance(field, fields.Nested) else {}
            yield field.data_key or name, inner


def _missing(required: Required, given: Mapping[str, Plain]) -> Iterator[str]:
    """Those parameters that are not there, null or empty."""
    for key, inner in required.items():
        value = given.get(key)
        if value is None or value == "":
            yield key
        elif isinstance(value, dict):
            yield from (f"{key}.{name}" for name in _missing(inner, value))


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
    """The row as the facts have it."""
    for fact, rule in _BY_FACT.items():
        if fact in facts:
            return rule(refusal, facts, settings)
    return refusal, facts


def _first_wrong(refusal: Refusal, facts: Facts, _settings: Settings) -> tuple[Refusal, Facts]:
    return refusal, {**facts, "member": ".".join(_wrong_in(facts["errors"])) or "the body"}


def _wrong_in(errors: Any) -> tuple[str, ...]:
    """The path of the first member that marshmallow complains about."""
    if not isinstance(errors, dict) or "_schema" in errors:
        return ()
    name, inner = next(iter(errors.items()))
    return (str(name), *_wrong_in(inner))


def _without_feature(refusal: Refusal, facts: Facts, settings: Settings) -> tuple[Refusal, Facts]:
    code = int(settings["feature_missing"])
    return replaced(refusal, status=STATUSES[code], code=str(code)), facts


def _with_allow(refusal: Refusal, facts: Facts, _settings: Settings) -> tuple[Refusal, Facts]:
    """The address's own methods, where it is an address and no rule that does not allow one."""
    return replaced(refusal, headers=(("Allow", str(facts["allowed"])),)), facts


_Naming = Callable[[Refusal, Facts, Settings], tuple[Refusal, Facts]]
_BY_FACT: Mapping[str, _Naming] = {
    "errors": _first_wrong,
    "feature": _without_feature,
    "allowed": _with_allow,
}
