"""Which format answers: a vendor's list of rules, strongest first.

Rule: a rule looks at what the client asked and gives a choice or None; the
first choice wins. The last rule of every list always chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from mockserver.formats.base import Format
from mockserver.frozen import frozen


@frozen
class Choice:
    """The format of an answer, the Content-Type it goes by, and the function that wraps it (jsonp)."""

    format: Format
    content_type: str
    wrap: str = ""
    headers: tuple[tuple[str, str], ...] = field(init=False, compare=False, repr=False, default=())

    def __post_init__(self) -> None:
        """Spell the header fields once: the journal keeps thousands of answers that share them."""
        object.__setattr__(self, "headers", (("Content-Type", self.content_type),))


@frozen
class Asking:
    """What a client says about the format it wants; names of query members are in lower case."""

    accept: str | None = None
    content_type: str | None = None  # of the request's own body
    query: dict[str, str] = field(default_factory=dict)
    suffix: str = ""  # a format's suffix on the path, e.g. "xml"
    segment: str = ""  # a format's name as a part of the path, e.g. "json"


Rule = Callable[[Asking], Choice | None]


def choose(rules: Sequence[Rule], asking: Asking) -> Choice:
    """The first rule's choice.

    Raises:
        LookupError: no rule chose; the vendor's list lacks its last resort.
    """
    for rule in rules:
        choice = rule(asking)
        if choice is not None:
            return choice
    raise LookupError("no rule of the list chooses a format")


def media_type(content_type: str | None) -> str:
    """The type without its parameters, in lower case; empty when there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset(content_type: str | None, default: str = "utf-8") -> str:
    """The charset parameter of a Content-Type."""
    for parameter in (content_type or "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip():
            return value.strip().strip('"').lower()
    return default


def accepted(accept: str | None) -> list[str]:
    """The media ranges of an Accept header by falling quality, then by their order; refused ones left out."""
    ranges = []
    for place, part in enumerate((accept or "").split(",")):
        quality = _quality(part)
        if media_type(part) and quality > 0:
            ranges.append((-quality, place, media_type(part)))
    return [name for _, _, name in sorted(ranges)]


def _quality(part: str) -> float:
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return _number(value)
    return 1.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def by_accept(choices: Sequence[Choice], default: Choice) -> Rule:
    """The rule of RFC 9110: the best range that one of the choices fits; the default when none does."""

    def rule(asking: Asking) -> Choice | None:
        for wanted in accepted(asking.accept):
            for choice in (default, *choices):
                if _fits(media_type(choice.content_type), wanted):
                    return choice
        return default

    return rule


def _fits(offered: str, wanted: str) -> bool:
    kind, _, rest = wanted.partition("/")
    return wanted in ("*/*", offered) or (rest == "*" and offered.startswith(kind + "/"))
