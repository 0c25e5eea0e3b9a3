"""The vendors: one folder each, with a table ``VENDOR``, and whatever other packages bring.

Rule: none knows another, and nothing outside this package names one. Ours are found by their folders,
those of other packages by their entry points in the group ``mockserver.vendors``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from mockserver.kit import Vendor


class Installed(Mapping[str, "Vendor"]):
    """The vendors of this environment, by name; of two with one name, ours.

    Each is loaded when somebody looks at it: a scenario of one vendor starts without the others,
    and without asking what other packages there are.
    """

    def __init__(self) -> None:
        self._own = frozenset(module.name for module in iter_modules(__path__) if module.ispkg)

    @cached_property
    def _others(self) -> Mapping[str, EntryPoint]:
        from importlib.metadata import entry_points  # a tenth of a start

        return {point.name: point for point in entry_points(group=__name__) if point.name not in self._own}

    def __getitem__(self, name: str) -> Vendor:
        """The vendor of that name."""
        vendor: Vendor
        if name in self._own:
            vendor = import_module(f"{__name__}.{name}").VENDOR  # what was imported once is there at once
        else:
            vendor = self._others[name].load()
        return vendor

    def __contains__(self, name: object) -> bool:
        """Whether there is a vendor of that name."""
        return name in self._own or name in self._others

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return iter(sorted({*self._own, *self._others}))

    def __len__(self) -> int:
        """How many there are."""
        return len({*self._own, *self._others})
