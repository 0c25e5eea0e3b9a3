"""People, companies and places that do not exist: tables filled once by Faker, drawn from by chance.

Rule: a value is a function of (seed, key) and the locale. This is the only module that
imports Faker, and only when a locale's tables are first touched: importing it is slow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import decimal
from warnings import catch_warnings, simplefilter

from mockserver.chance import draw
from mockserver.frozen import frozen

if TYPE_CHECKING:
    from faker import Faker

Table = tuple[str, ...]
_LINES = 10**6  # the last six digits of a number are drawn, the ones before them are Faker's
_FULLEST = "en_US"  # the locale that has every kind of value
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")

# fmt: off
_FILLS: Mapping[str, tuple[str, int]] = {  # table -> Faker's name for it, and how many values are asked for
    "names":       ("name", 600),
    "first_names": ("first_name", 200),
    "last_names":  ("last_name", 200),
    "companies":   ("company", 300),
    "streets":     ("street_name", 150),
    "cities":      ("city", 150),
    "lines":       ("phone_number", 150),
    "sentences":   ("sentence", 300),
    "users":       ("user_name", 150),
}
# fmt: on


class UnknownLocale(ValueError):
    """Faker has no such locale; the text names the nearest ones it has."""

    def __init__(self, locale: str) -> None:
        near = ", ".join(nearest_locales(locale))
        super().__init__(f"{locale!r} is no locale of Faker's; the nearest are {near}")
        self.locale = locale


class Person(NamedTuple):
    """Somebody on the phone: a name and a number that stay together."""

    name: str
    number: str


@frozen
class Tables:
    """One locale's values, each table without repetitions."""

    names: Table
    first_names: Table
    last_names: Table
    companies: Table
    streets: Table
    cities: Table
    lines: Table  # phone numbers without their last six digits
    sentences: Table
    users: Table


class People:
    """Draws for one seed in one locale; a key is any number of values, and the same key draws the same."""

    def __init__(self, seed: int, locale: str = _FULLEST) -> None:
        """Fill nothing yet.

        Raises:
            UnknownLocale: Faker has no such locale.
        """
        self.seed = seed
        self.locale = known_locale(locale)

    @cached_property
    def tables(self) -> Tables:
        """The locale's values, filled when first touched."""
        return tables_of(self.locale)

    def name(self, *key: object) -> str:
        """A full name, as it is written in the locale."""
        return self._drawn(self.tables.names, "name", key)

    def first_name(self, *key: object) -> str:
        """A given name."""
        return self._drawn(self.tables.first_names, "first name", key)

    def last_name(self, *key: object) -> str:
        """A family name."""
        return self._drawn(self.tables.last_names, "last name", key)

    def user(self, *key: object) -> str:
        """A name to log in with, in ASCII."""
        return self._drawn(self.tables.users, "user", key)

    def company(self, *key: object) -> str:
        """A company's name."""
        return self._drawn(self.tables.companies, "company", key)

    def street(self, *key: object) -> str:
        """A street's name."""
        return self._drawn(self.tables.streets, "street", key)

    def city(self, *key: object) -> str:
        """A city's name."""
        return self._drawn(self.tables.cities, "city", key)

    def sentence(self, *key: object) -> str:
        """A sentence, for notes."""
        return self._drawn(self.tables.sentences, "sentence", key)

    def phone(self, *key: object) -> str:
        """A phone number as a line shows it: digits, after a plus where the locale writes one."""
        return self._number(draw(self.seed, "phone", *key))

    def person(self, *key: object) -> Person:
        """A name and a number that stay together."""
        return self.numbered(draw(self.seed, "person", *key))

    def numbered(self, number: int) -> Person:
        """The person of a number that was drawn already."""
        names = self.tables.names
        return Person(names[number % len(names)], self._number(number // len(names)))

    def sentence_of(self, number: int) -> str:
        """The sentence of a number that was drawn already."""
        return self.tables.sentences[number % len(self.tables.sentences)]

    def _drawn(self, table: Table, kind: str, key: tuple[object, ...]) -> str:
        return table[draw(self.seed, kind, *key) % len(table)]

    def _number(self, number: int) -> str:
        lines = self.tables.lines
        return f"{lines[number // _LINES % len(lines)]}{number % _LINES:06d}"


def known_locale(locale: str) -> str:
    """The locale as Faker spells it: ``en-US`` is ``en_US``.

    Raises:
        UnknownLocale: Faker has no such locale.
    """
    spelled = locale.replace("-", "_")
    if spelled not in locales():
        raise UnknownLocale(locale)
    return spelled


@cache
def locales() -> frozenset[str]:
    """The locales Faker has, read off its folders: importing it would cost a tenth of a second."""
    found = find_spec("faker")
    folders = found.submodule_search_locations if found else None
    names = (path.name for folder in folders or () for path in Path(folder, "providers").glob("*/*/"))
    return frozenset(name for name in names if _LOCALE.fullmatch(name))


def nearest_locales(locale: str) -> list[str]:
    """The known locales most like this text, at most three; never none."""
    from difflib import get_close_matches  # only a mistake needs it

    return get_close_matches(locale.replace("-", "_"), sorted(locales()), 3, 0.5) or [_FULLEST]


_filled: dict[str, Tables] = {}
_filling = Lock()


def tables_of(locale: str) -> Tables:
    """The tables of a known locale; made once a process, whoever asks first."""
    with _filling:
        if locale not in _filled:
            _filled[locale] = _fill(locale)
        return _filled[locale]


def _fill(locale: str) -> Tables:
    tables = {name: _table(locale, *source) for name, source in _FILLS.items()}
    return Tables(**{**tables, "lines": tuple(dict.fromkeys(map(_line, tables["lines"])))})


def _table(locale: str, source: str, count: int) -> Table:
    """So many values, less those that came twice. Some locales lack a few kinds: those are American then."""
    faker = _faker(locale)
    # Each table has a seed of its own: the size of one does not change the next.
    faker.seed_instance(draw(0, "people", locale, source))
    try:
        return tuple(dict.fromkeys(getattr(faker, source)() for _ in range(count)))
    except (AttributeError, AssertionError):  # en_PH has no phone_number; es_CL's names must be weighted
        return _table(_FULLEST, source, count)


@cache
def _faker(locale: str) -> Faker:
    from faker import Faker

    with catch_warnings():
        simplefilter("ignore")  # fr_QC is called deprecated; that is no business of a scenario's
        faker = Faker(locale, use_weighting=False)  # drawing by frequency takes three times as long
    for provider in faker.get_providers():
        if isinstance(getattr(provider, "cities", None), list):
            # it_IT makes its list of a set, whose order differs between processes.
            provider.cities = sorted(provider.cities)
    return faker


@cache
def makes(locale: str) -> frozenset[str]:
    """The names of all kinds of values that Faker makes in a known locale."""
    with _filling:
        providers = _faker(locale).get_providers()
    return frozenset(name for provider in providers for name in dir(provider) if _is_made(provider, name))


def _is_made(provider: Any, name: str) -> bool:
    return not name.startswith("_") and callable(getattr(provider, name))


def made_by_faker(
    locale: str, key: tuple[object, ...], name: str, args: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """A value of one of the kinds that Faker makes: the same for the same key."""
    with _filling:  # Faker draws from a stream of its own, which is set for each value
        faker = _faker(locale)
        faker.seed_instance(draw(0, "faker", locale, *key))
        return getattr(faker, name)(*args, **options)


def _line(number: str) -> str:
    """A number's beginning: no extension, no (0) for callers inside the country, no last six digits."""
    shown = re.split("[xX#]", number.strip())[0].replace("(0)", "")
    digits = "".join(str(decimal(sign)) for sign in shown if sign.isdecimal())
    return ("+" if shown.startswith("+") else "") + digits[:-6]
