"""Shapes that only scenarios have: names, patterns, headers, and what a vendor's own schema reads."""

from __future__ import annotations

import re
import warnings

from mockserver.callcentre.model import CallRecord, Outcome
from mockserver.callcentre.people import UnknownLocale, known_locale, nearest_locales
from mockserver.callcentre.script import WORDS, duration
from mockserver.clock import Millis
from mockserver.faults.base import Part
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.fields import translated
from mockserver.scenario.nodes import Kind, Node, plain
from mockserver.scenario.shapes import JsonSchema, Known, ListOf, Text, Word, wrong
from mockserver.scenario.vendorwords import Settled, in_tree, records_of, settings_of, strangers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, field-name
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%")
_LINE = re.compile(r"[\x20-\x7e\xa0-\xff\t]*")  # what a header field may hold


@frozen
class Settings:
    """A vendor's settings, as its own schema has them."""

    def read(self, node: Node, around: Around) -> Settled:
        """The settings, defaults filled in."""
        return settings_of(node, around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """The vendor's schema, translated; where nothing is required, nothing at all will do."""
        (facts,) = vendors.values()
        said = translated(facts.settings())
        return said if "required" in said else {**said, "type": ["object", "null"]}


@frozen
class Records:
    """Records in the vendor's own spelling."""

    def read(self, node: Node, around: Around) -> tuple[CallRecord, ...]:
        """The records."""
        facts = around.facts
        if node.kind is not Kind.LIST:
            raise wrong(node, around, "a list of records")
        unknown = list(strangers(facts.record(), node, around)) if facts.record else []
        return records_of(facts, plain(node), in_tree(node, around.file), unknown)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A list of the vendor's records, translated."""
        (facts,) = vendors.values()
        return {"type": "array", "items": translated(facts.record()) if facts.record else {}}


@frozen
class Together:
    """Vendors of the file that share their calls: two at least, and none twice."""

    def read(self, node: Node, around: Around) -> tuple[str, ...]:
        """Their names."""
        names: tuple[str, ...] = ListOf(SERVED).read(node, around)
        if len(names) < 2:
            raise wrong(node, around, "a list of two vendors or more")
        again = [place for place, name in enumerate(names) if name in names[:place]]
        if again:
            raise wrong(node.value[again[0]], around, "each vendor once")
        return names

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An array."""
        return {**ListOf(SERVED).schema(vendors), "minItems": 2, "uniqueItems": True}


@frozen
class Locale:
    """A locale of Faker's."""

    def read(self, node: Node, around: Around) -> str:
        """The locale as Faker spells it."""
        name = Text("a locale such as en_US").read(node, around)
        try:
            return known_locale(name)
        except UnknownLocale:
            raise wrong(node, around, "a locale of Faker's", nearest_locales(name)[0]) from None

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "examples": ["en_US", "de_DE", "zh_CN"]}


@frozen
class Lasting:
    """A time such as 2s, up to the most."""

    most: Millis

    def read(self, node: Node, around: Around) -> Millis:
        """Milliseconds."""
        expected = "a time such as 250ms or 2s"
        if node.kind is Kind.NUMBER:
            raise wrong(node, around, f"{expected}, with its unit", f"{node.source}s")
        return _millis(node, str(node.value), self.most, around, expected)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "examples": ["250ms", "2s"]}


@frozen
class Span:
    """A time between two such as 1s..3s, or exactly one such as 2s; up to the most."""

    most: Millis

    def read(self, node: Node, around: Around) -> tuple[Millis, Millis]:
        """Milliseconds: the least and the most."""
        expected = "a time such as 2s, or two such as 1s..3s"
        if node.kind is Kind.NUMBER:
            raise wrong(node, around, f"{expected}, with its unit", f"{node.source}s")
        least, _, most = str(node.value).partition("..")
        ends = [_millis(node, text, self.most, around, expected) for text in (least, most or least)]
        if ends[1] < ends[0]:
            raise wrong(node, around, f"{expected}, the shorter one first", f"{most}..{least}")
        return ends[0], ends[1]

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "examples": ["2s", "1s..3s"]}


def _millis(node: Node, text: str, most: Millis, around: Around, expected: str) -> Millis:
    try:
        lasts = duration(text if node.kind is Kind.TEXT else "")
    except ValueError:
        raise wrong(node, around, expected) from None
    if lasts > most:
        raise wrong(node, around, f"{expected}, of {most // 60_000} minutes at the most")
    return lasts


@frozen
class Portion:
    """A part of a body: so many bytes, or a share such as 40%."""

    least: int = 0  # bytes

    def read(self, node: Node, around: Around) -> Part:
        """The part."""
        share = _PERCENT.fullmatch(str(node.value)) if node.kind is Kind.TEXT else None
        if share is not None and 0 <= float(share[1]) <= 100:
            return Part(percent=float(share[1]))
        if node.kind is Kind.NUMBER and isinstance(node.value, int) and node.value >= self.least:
            return Part(size=node.value)
        raise wrong(node, around, f"a number of bytes from {self.least}, or a share such as 40%")

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An integer or a string."""
        bytes_: JsonSchema = {"type": "integer", "minimum": self.least}
        return {"anyOf": [bytes_, {"type": "string", "pattern": "^\\d[0-9.]* ?%$", "examples": ["40%"]}]}


def regex_problem(text: str) -> str:
    """What is wrong with a regular expression; empty if nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what will mean something else one day is a slip today
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError, Warning) as why:
            return str(why)
    return ""


def header_name_problem(name: str) -> str:
    """What a header's name has to be, where this is none."""
    return "" if _TOKEN.fullmatch(name) else "a header's name: letters, digits and dashes"


def header_problem(text: str) -> str:
    """What is wrong with what a header is to hold; empty if nothing is."""
    return "" if _LINE.fullmatch(text) else "a header holds one line of Latin letters"


def _line_problem(text: str) -> str:
    return "it has several lines" if "\n" in text.strip() else ""


def _path_problem(text: str) -> str:
    return "" if text[:1] in ("", "/", "*") else "a path begins with / or with *"


def with_records(around: Around) -> tuple[str, ...]:
    """The vendors of the file that keep records."""
    return tuple(name for name in around.served if around.vendors[name].record is not None)


_OUTCOMES = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.OTHER)
_SPACED = {outcome.replace("_", " "): outcome for outcome in _OUTCOMES if "_" in outcome}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

LINE = Text("one line of text", _line_problem)
GLOB = Text("a pattern in which * stands for anything")
PATH = Text("a pattern of paths, in which * stands for anything", _path_problem, {"pattern": "^([/*]|$)"})
HEADER = Text("the text of a header", header_problem)
REGEX = Text("a regular expression", regex_problem, {"format": "regex"})
STEP = Text("a step of a call", extra={"examples": ["rings 4s", "talks 20s..60s", *WORDS]})
OUTCOME = Word(_OUTCOMES, _SPACED)
METHOD = Word(_METHODS, {method.lower(): method for method in _METHODS})
SERVED = Known(lambda around: around.served)
OPERATION = Known(lambda around: around.operations(around.served))
REFUSAL = Known(lambda around: around.refusals(around.served))
