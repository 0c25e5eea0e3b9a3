"""``fake`` in templates: what Faker can make, drawn by what it is made for.

Rule: a value is a function of the seed, the key and how many were made for that key before it;
a name that Faker has not got is an error, with the nearest it has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.callcentre.people import made_by_faker, makes


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
        if name.startswith("_") or name not in makes(self._locale):
            from difflib import get_close_matches

            near = get_close_matches(name, makes(self._locale), 1)
            raise NotMade(f"fake has no {name!r}" + (f"; did you mean {near[0]}?" if near else ""))

        def make(*args: Any, **options: Any) -> Any:
            self._made += 1
            return made_by_faker(self._locale, (self._seed, *self._key, self._made), name, args, options)

        return make
