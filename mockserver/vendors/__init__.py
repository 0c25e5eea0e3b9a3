"""The vendors: one folder each, with a table ``VENDOR``, and whatever other packages bring.

Rule: none knows another, and nothing outside this package names one: they are found by their entry points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.kit import Vendor

GROUP = "mockserver.vendors"


class Installed(Mapping[str, "Vendor"]):
    """The vendors of this environment, by name.

    Each is loaded when somebody looks at it: a scenario of one vendor starts without the others.
    """

    def __init__(self) -> None:
        found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
        self._points = {point.name: point for point in found}

    def __getitem__(self, name: str) -> Vendor:
        """The vendor of that name."""
        vendor: Vendor = self._points[name].load()  # what was imported once is there at once
        return vendor

    def __contains__(self, name: object) -> bool:
        """Whether there is a vendor of that name."""
        return name in self._points

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._points)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._points)
