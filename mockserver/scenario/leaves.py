"""Shapes that only scenarios have: names, patterns, headers, and what a vendor's own schema reads."""

from __future__ import annotations

import re
import warnings

from mockserver.callcentre.model import CallRecord, Outcome
from mockserver.callcentre.people import UnknownLocale, known_locale, nearest_locales
from mockserver.callcentre.script import WORDS
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.fields import translated
from mockserver.scenario.nodes import Kind, Node, plain
from mockserver.scenario.shapes import JsonSchema, Known, Text, Word, wrong
from mockserver.scenario.vendorwords import Settled, in_tree, records_of, settings_of, strangers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, field-name
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


def _header_problem(text: str) -> str:
    return "" if _LINE.fullmatch(text) else "a header holds one line of Latin letters"


def _line_problem(text: str) -> str:
    return "it has several lines" if "\n" in text.strip() else ""


def with_records(around: Around) -> tuple[str, ...]:
    """The vendors of the file that keep records."""
    return tuple(name for name in around.served if around.vendors[name].record is not None)


_OUTCOMES = tuple(str(outcome) for outcome in Outcome if outcome is not Outcome.OTHER)
_SPACED = {outcome.replace("_", " "): outcome for outcome in _OUTCOMES if "_" in outcome}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

LINE = Text("one line of text", _line_problem)
GLOB = Text("a pattern in which * stands for anything")
HEADER = Text("the text of a header", _header_problem)
REGEX = Text("a regular expression", regex_problem, {"format": "regex"})
STEP = Text("a step of a call", extra={"examples": ["rings 4s", "talks 20s..60s", *WORDS]})
OUTCOME = Word(_OUTCOMES, _SPACED)
METHOD = Word(_METHODS, {method.lower(): method for method in _METHODS})
SERVED = Known(lambda around: around.served)
OPERATION = Known(lambda around: around.operations(around.served))
REFUSAL = Known(lambda around: around.refusals(around.served))
