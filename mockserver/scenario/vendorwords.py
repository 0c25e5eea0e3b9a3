"""What vendors' own schemas say of their settings and records: each mistake at the very value.

Rule: the schemas are the vendors'; here their messages only get a place and our wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields

from mockserver.callcentre.model import CallRecord
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, VendorFacts
from mockserver.scenario.mistakes import Mistake, Wrong, nearest, one_of, short
from mockserver.scenario.nodes import Kind, Node, found, mistake, plain

Path = tuple[Any, ...]
Members = Mapping[str, "fields.Field[Any]"]
_MISSING, _UNKNOWN, _ONE_OF = "Missing data for required field.", "Unknown field.", "Must be one of: "
_NO_TEXT = "Not a valid string."
# fmt: off
_EXPECTED = {  # marshmallow's words -> ours
    _NO_TEXT:                    "text",
    "Not a valid integer.":      "a whole number",
    "Not a valid number.":       "a number",
    "Not a valid boolean.":      "true or false",
    "Not a valid list.":         "a list",
    "Not a valid mapping type.": "a mapping",
    "Not a valid URL.":          "a URL",
    "Not a valid datetime.":     "a time such as 2026-01-01T09:00:00",
    "Invalid input type.":       "a mapping",
    "Field may not be null.":    "a value",
}
_BEGINNINGS = (
    ("Not a valid ",                "a valid "),
    ("Longer than maximum length ", "a length of at most "),
    ("Shorter than minimum length ", "a length of at least "),
    ("Length must be ",             "a length of "),
    ("Must be ",                    "something "),
)
# fmt: on


@frozen
class Located:
    """How far a path leads in a file, and what stands there."""

    file: str
    line: int
    column: int
    found: str
    rest: Path = ()  # what the path says beyond that


Locate = Callable[[Path], Located]


@frozen
class Settled:
    """A vendor's settings, as written and as its schema understands them."""

    raw: dict[str, Any]
    loaded: dict[str, Any]


def in_tree(node: Node, file: str) -> Locate:
    """Finds places in what was read from YAML."""

    def locate(path: Path) -> Located:
        here = node
        for number, step in enumerate(path):
            inner = here.child(step)
            if inner is None:
                return Located(file, *here.place, found(here), path[number:])
            here = inner
        return Located(file, *here.place, found(here))

    return locate


def settings_of(node: Node, around: Around) -> Settled:
    """The settings of a vendor; nothing written means the defaults.

    Raises:
        Wrong: its schema refuses them.
    """
    if node.kind not in (Kind.MAPPING, Kind.NOTHING):
        raise Wrong(mistake(around.file, node.place, found(node), f"settings of {around.vendor}: a mapping"))
    raw = plain(node) or {}
    mistakes = list(strangers(around.facts.settings(), node, around))
    return settled(around.facts, raw, in_tree(node, around.file), mistakes)


def settled(
    facts: VendorFacts, raw: dict[str, Any], locate: Locate, mistakes: Iterable[Mistake] = ()
) -> Settled:
    """The settings, understood.

    Raises:
        Wrong: the schema refuses them, or there are mistakes already.
    """
    return Settled(raw, _checked(lambda: facts.settings().load(raw), locate, mistakes))


def records_of(
    facts: VendorFacts, given: list[Any], locate: Locate, mistakes: Iterable[Mistake] = ()
) -> tuple[CallRecord, ...]:
    """The records, understood.

    Raises:
        Wrong: the schema refuses them, or there are mistakes already.
    """
    records: tuple[CallRecord, ...] = _checked(lambda: facts.records_of(given), locate, mistakes)
    return records


def _checked(load: Callable[[], Any], locate: Locate, mistakes: Iterable[Mistake]) -> Any:
    known = list(mistakes)
    try:
        loaded = load()
    except ValidationError as why:
        flat = [(path, text) for path, text in _flat(why.messages) if not (known and text == _UNKNOWN)]
        # Finding a place in a data file takes a while: somebody with more mistakes has one cause for all.
        raise Wrong(*known, *(_mistake(text, locate(path)) for path, text in flat[:25])) from None
    if known:
        raise Wrong(*known)
    return loaded


def _flat(messages: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Marshmallow's nested messages, each with the path to its value."""
    if isinstance(messages, Mapping):
        for step, inner in messages.items():
            yield from _flat(inner, path if step == "_schema" else (*path, step))
    elif isinstance(messages, (list, tuple)):
        for inner in messages:
            yield from _flat(inner, path)
    else:
        yield path, str(messages)


def _mistake(text: str, at: Located) -> Mistake:
    spot = (at.file, at.line, at.column)
    if at.rest and text == _MISSING:
        return Mistake(*spot, f"no {str(at.rest[0])!r}", f"{str(at.rest[0])!r}, which is required")
    if text.startswith(_ONE_OF):
        words = text.removeprefix(_ONE_OF).rstrip(".").split(", ")
        return Mistake(*spot, at.found, one_of(words), nearest(at.found.strip("'"), words))
    unquoted = at.found.removeprefix("the number ")
    if text == _NO_TEXT and (unquoted != at.found or unquoted in ("true", "false")):
        return Mistake(*spot, at.found, "text, in quotes", f'"{unquoted}"')
    return Mistake(*spot, at.found, _EXPECTED.get(text) or _expected(text.rstrip(".")))


def _expected(text: str) -> str:
    ours = (after + text.removeprefix(before) for before, after in _BEGINNINGS if text.startswith(before))
    return next(ours, f"another value ({text})")


def members(schema: Schema) -> Members:
    """What a schema reads, by the names that are written."""
    return {field.data_key or name: field for name, field in schema.load_fields.items()}


def inner_schema(field: fields.Field[Any]) -> Schema | None:
    """The schema of what a field holds, be it one or a list of them."""
    if isinstance(field, fields.List):
        return inner_schema(field.inner)
    return field.schema if isinstance(field, fields.Nested) and not isinstance(field, fields.Pluck) else None


def strangers(schema: Schema, node: Node, around: Around) -> Iterator[Mistake]:
    """Members nobody declared, at any depth: on the wire they may be left out, in a file they are slips."""
    if node.kind is Kind.LIST:
        for item in node.value:
            yield from strangers(schema, item, around)
    elif node.kind is Kind.MAPPING and schema.unknown != INCLUDE:
        known = members(schema)
        for name, value in node.value.items():
            yield from _stranger(known, name, value, node, around)


def _stranger(known: Members, name: str, value: Node, node: Node, around: Around) -> Iterator[Mistake]:
    if name not in known:
        found = f"the key {short(name)}"
        yield mistake(around.file, node.keys[name], found, one_of(known), nearest(name, known))
    elif (inner := inner_schema(known[name])) is not None:
        yield from strangers(inner, value, around)
