"""What Json.NET's text reader gives and where it can be: tokens, states, positions, as tables.

Rule: names are .NET's own, because its errors show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Token(StrEnum):
    """What a token is, by .NET's names, which its errors show."""

    NONE = "None"
    START_OBJECT = "StartObject"
    START_ARRAY = "StartArray"
    START_CONSTRUCTOR = "StartConstructor"
    PROPERTY_NAME = "PropertyName"
    COMMENT = "Comment"
    INTEGER = "Integer"
    FLOAT = "Float"
    STRING = "String"
    BOOLEAN = "Boolean"
    NULL = "Null"
    UNDEFINED = "Undefined"
    END_OBJECT = "EndObject"
    END_ARRAY = "EndArray"
    END_CONSTRUCTOR = "EndConstructor"
    DATE = "Date"


class State(StrEnum):
    """What the reader expects next; a value, if nothing else is said."""

    START = "Start"
    PROPERTY = "Property"
    OBJECT_START = "ObjectStart"
    OBJECT = "Object"  # a name
    ARRAY_START = "ArrayStart"
    ARRAY = "Array"
    CONSTRUCTOR_START = "ConstructorStart"
    CONSTRUCTOR = "Constructor"
    POST_VALUE = "PostValue"  # a comma or an end
    FINISHED = "Finished"  # nothing


# fmt: off
STARTS: Final = {
    Token.START_OBJECT: State.OBJECT_START, Token.START_ARRAY: State.ARRAY_START,
    Token.START_CONSTRUCTOR: State.CONSTRUCTOR_START,
}
# What an end closes, by the name that errors show.
ENDS: Final = {Token.END_OBJECT: "Object", Token.END_ARRAY: "Array", Token.END_CONSTRUCTOR: "Constructor"}
ENDING: Final = {"}": Token.END_OBJECT, "]": Token.END_ARRAY, ")": Token.END_CONSTRUCTOR}
STARTING: Final = {"{": Token.START_OBJECT, "[": Token.START_ARRAY}
CONTAINERS: Final = {token: state.removesuffix("Start") for token, state in STARTS.items()}
JUST_OPENED: Final = frozenset(STARTS.values())
WORDS: Final[dict[str, tuple[str, Token, Any, str]]] = {
    "t": ("true", Token.BOOLEAN, True, "Error parsing boolean value."),
    "f": ("false", Token.BOOLEAN, False, "Error parsing boolean value."),
    "n": ("null", Token.NULL, None, "Error parsing null value."),
    "u": ("undefined", Token.UNDEFINED, None, "Error parsing undefined value."),
    "N": ("NaN", Token.FLOAT, float("nan"), "Error parsing NaN value."),
    "I": ("Infinity", Token.FLOAT, float("inf"), "Error parsing positive infinity value."),
    "-": ("-Infinity", Token.FLOAT, float("-inf"), "Error parsing negative infinity value."),
}
# fmt: on


class NotRead(Exception):
    """Json.NET could not read something; the text is its own."""


@dataclass(slots=True)
class Position:
    """Where the reader is inside one container."""

    container: str = ""  # Object, Array, Constructor; nothing outside of all
    name: str = ""
    index: int = -1

    def step(self) -> None:
        """Count a finished value; an object's are not counted."""
        self.index += self.container != "Object"

    def __str__(self) -> str:
        return self.name if self.container == "Object" else f"[{self.index}]"
