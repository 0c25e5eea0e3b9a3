"""What is read of a request's body, by Web API's parameter binding.

Rule: a body that cannot be read is no refusal: the parameter is null and the action runs. Only a media
type that no formatter reads is refused, and that only where there is a body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Plain, Reading, Shape, Type
from mockserver.formats.datacontract import DataContract
from mockserver.formats.jsonnet import JsonNet
from mockserver.formats.modelbinding import ModelBindingForm
from mockserver.formats.plans import Plans
from mockserver.kit import Refused, Route
from mockserver.request import Request
from mockserver.vendors.weyi.headers import content_type
from mockserver.vendors.weyi.moments import DEFAULT, settled
from mockserver.vendors.weyi.negotiation import DATA_CONTRACT, JSON_NET, OFFERS, body_charset

FORM = ModelBindingForm()
DEPTH = 256  # levels; the formatters' own limit
MOST_LOSSES = 100
NO_BODY = "there was no body, so the parameter was null"
NULL_BODY = "the body says null, so the parameter was null"
Formatter = JsonNet | DataContract | ModelBindingForm
_FORMATTERS: tuple[tuple[Formatter, tuple[str, ...]], ...] = (
    (JSON_NET, OFFERS[0]),
    (DATA_CONTRACT, OFFERS[1]),
    (FORM, ("application/x-www-form-urlencoded",)),
)
_DEFAULTS = {
    Kind.INT: "0",
    Kind.DECIMAL: "0",
    Kind.DOUBLE: "0",
    Kind.BOOL: "false",
    Kind.DATETIME: DEFAULT,
}


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The body as the action's parameter; None where that is null.

    Raises:
        Refused: ``WrongMediaType`` or ``NoMediaType``.
    """
    type_ = route.operation.reads
    if type_ is None:
        return Reading(None)
    if not request.body:
        return Reading(None, (NO_BODY,))
    media_type, format_, charset = reader(request.headers.get("content-type"))
    if format_ is None:
        raise Refused("WrongMediaType" if media_type else "NoMediaType", media_type=media_type)
    try:
        read = format_.read(request.body, type_, charset=charset, limits=_deep(limits.size, limits.nodes))
    except CannotDecode as why:
        return Reading(None, (f"nothing of the body was read: {why}",), (("", str(why)),))
    return told(_in_time(read, type_) if format_ is DATA_CONTRACT else read, type_)


def is_form(request: Request) -> bool:
    """Whether the body was read as a form: what is noted of one is told to every client."""
    return reader(request.headers.get("content-type"))[1] is FORM


@lru_cache(maxsize=256)  # clients say the same thing again and again
def reader(line: str | None) -> tuple[str, Formatter | None, str]:
    """The media type as it was written (empty where there is none), what reads it, and in which charset."""
    sent = content_type(line)
    if sent is None:
        return "", None, "utf-8"
    for format_, types in _FORMATTERS:
        if any(sent.covers(*name.split("/")) for name in types):
            return sent.name, format_, body_charset(sent)
    return sent.name, None, "utf-8"


@lru_cache(maxsize=8)
def _deep(size: int, nodes: int) -> Limits:
    return Limits(size, DEPTH, nodes)


def _in_time(read: Reading, type_: Type) -> Reading:
    """What was read of XML, with its dates as .NET holds them."""
    said: list[str] = []
    value = settled(read.value, type_, said.append)
    return Reading(value, (*read.losses, *said), read.notes) if said else read


def told(read: Reading, type_: Type) -> Reading:
    """The reading, with a sentence for every member that was not there and has its default."""
    if read.value is None:
        return read if read.losses else Reading(None, (NULL_BODY,), read.notes)
    if _FULL.of(type_)(read.value):
        return read
    said = [_said(*row, read.losses) for row in islice(_defaults(read.value, type_), MOST_LOSSES)]
    return Reading(read.value, (*read.losses, *filter(None, said))[:MOST_LOSSES], read.notes)


def _said(name: str, member: Member, losses: tuple[str, ...]) -> str:
    """That a member has its default; nothing, where it was told already (by its path, as it was sent)."""
    told = [loss for loss in losses if loss[: len(name) + 1].lower() == f"{name.lower()}:"]
    if any("default" in loss for loss in told):
        return ""
    default = _DEFAULTS.get(member.type, "null") if isinstance(member.type, Kind) else "null"
    known = told or any(f"<{member.name}>" in loss for loss in losses)
    return f"{name} {'' if known else 'was not given, so it '}has its default, {default}"


def _plan_full(type_: Type) -> Callable[[Plain], bool]:
    """Make what tells whether every member of a value was given, and of every object in it."""
    if isinstance(type_, ListOf):
        each = _plan_full(type_.item)
        return lambda items: items is None or all(map(each, items))
    return _plan_full_shape(type_) if isinstance(type_, Shape) else lambda _value: True


def _plan_full_shape(shape: Shape) -> Callable[[Plain], bool]:
    many = len(shape.members)
    inner = [(row.name, _plan_full(row.type)) for row in shape.members if not isinstance(row.type, Kind)]

    def full(value: Plain) -> bool:
        if value is None:
            return True
        if len(value) != many:
            return False
        for name, is_full in inner:  # noqa: SIM110  (a generator takes as long as all the rest)
            if not is_full(value[name]):
                return False
        return True

    return full


_FULL = Plans(_plan_full)


def _defaults(value: Plain, type_: Type, path: str = "") -> Iterator[tuple[str, Member]]:
    """The members that an object and those inside it lack, each with the path to it."""
    if isinstance(type_, ListOf):
        for place, item in enumerate(value or ()):
            yield from _defaults(item, type_.item, f"{path}[{place}]")
    elif isinstance(type_, Shape) and value is not None:
        for member in type_.members:
            name = f"{path}.{member.name}" if path else member.name
            if member.name in value:
                yield from _defaults(value[member.name], member.type, name)
            else:
                yield name, member
