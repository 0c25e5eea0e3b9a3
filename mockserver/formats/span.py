"""A stretch of a text, and the errors of a framework that reads past its end.

Rule: every error here is one ServiceStack raises, with .NET's type and words, because the
vendor's answer quotes both.
"""

from __future__ import annotations

from mockserver.frozen import frozen

from . import numbers
from .base import CannotDecode, Shape
from .text import head


class Unreadable(CannotDecode):
    """The body is unreadable; ``exception`` is the .NET type the framework names before the text."""

    def __init__(self, exception: str, message: str) -> None:
        super().__init__(message)
        self.exception = exception


def out_of_bounds() -> Unreadable:
    """The framework ran off the end of the text."""
    return Unreadable("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")


def out_of_range() -> Unreadable:
    """The framework cut out more text than there was."""
    message = "Specified argument was out of the range of valid values."
    return Unreadable("System.ArgumentOutOfRangeException", message)


def bad_format() -> Unreadable:
    """The framework could not read a number."""
    return Unreadable("System.FormatException", str(numbers.NotANumber()))


@frozen
class Span:
    """A stretch of a text. Readers may look past its end into the text, as the framework's do."""

    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.text[self.start : self.end]

    def cut(self, start: int, end: int) -> Span:
        """A part of the span; a part that sticks out is the framework's error."""
        if not start <= end <= self.end:
            raise out_of_range()
        return Span(self.text, start, end)


def not_an_object(span: Span, shape: Shape) -> Unreadable:
    """The framework expected an object of a type."""
    message = (
        f"Type definitions should start with a '{{', expecting serialized type '{shape.name}', "
        f"got string starting with: {head(str(span), 50)}"
    )
    return Unreadable("System.Runtime.Serialization.SerializationException", message)
