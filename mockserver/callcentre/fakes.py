"""``fake`` in templates: what Faker can make, drawn by what it is made for.

Rule: a value is a function of the seed, the key and how many were made for that key before it;
a name that Faker has not got is an error, with the nearest it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.callcentre.people import made_by_faker, makes

_MOST = 100_000  # letters, words or members that one value is made of
_OF_ANY_SIZE = frozenset({"random_int", "pyint"})  # what is given to them is no size
_ENDS = frozenset({"min", "max", "min_value", "max_value", "end_datetime"})  # nor are these


class NotMade(ValueError):
    """Faker makes nothing of that name. No ``AttributeError``: templates take that for nothing at all."""


class Fakes:
    """Made-up values for one rendering, in one locale."""

    def __init__(self, seed: int, locale: str, *key: object) -> None:
        self._seed = seed
        self._locale = locale
        self._key = key
        self._made = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """What makes values of a kind.

        Raises:
            NotMade: Faker makes none.
        """
        if name.startswith("__"):  # what Python asks of anything
            raise AttributeError(name)
        if name not in makes(self._locale):
            from difflib import get_close_matches

            near = get_close_matches(name, makes(self._locale), 1)
            raise NotMade(f"fake has no {name!r}" + (f"; did you mean {near[0]}?" if near else ""))

        def make(*args: Any, **options: Any) -> Any:
            if _is_too_much(name, args, options):
                raise NotMade(f"fake.{name} makes nothing of more than {_MOST}")
            self._made += 1
            return made_by_faker(self._locale, (self._seed, *self._key, self._made), name, args, options)

        make.__name__ = name
        return make


def _is_too_much(name: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> bool:
    """Whether somebody would wait for it, and everybody for them."""
    sizes = [*args, *(value for option, value in options.items() if option not in _ENDS)]
    return name not in _OF_ANY_SIZE and any(isinstance(size, int) and size > _MOST for size in sizes)
