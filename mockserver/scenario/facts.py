"""What the loader has to know of a vendor; ``kit.Vendor`` has it all.

Rule: scenario stands below the kit, so vendors come in as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from marshmallow import Schema

from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.playing import Playing
from mockserver.frozen import frozen


class OperationFacts(Protocol):
    """An operation of a vendor."""

    @property
    def name(self) -> str:
        """What rules call it."""
        ...


class VendorFacts(Protocol):
    """What the loader has to know of a vendor."""

    @property
    def name(self) -> str:
        """What files call it."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def operations(self) -> Sequence[OperationFacts]:
        """What rules may name."""
        ...

    @property
    def refusals(self) -> Mapping[str, Any]:
        """What ``error`` may name."""
        ...

    @property
    def settings(self) -> type[Schema]:
        """How its settings are spelt."""
        ...

    @property
    def record(self) -> type[Schema] | None:
        """How its records are spelt."""
        ...

    @property
    def playing(self) -> Playing:
        """How its calls play out."""
        ...

    def records_of(self, given: Iterable[Mapping[str, Any]]) -> tuple[CallRecord, ...]:
        """Records given in the vendor's own spelling.

        Raises:
            ValidationError: keyed by the record's place.
        """
        ...


Vendors = Mapping[str, VendorFacts]


@frozen
class Around:
    """What is known around a value while it is read."""

    file: str
    folder: Path | None  # where data files may lie; None: nowhere
    vendors: Vendors
    served: tuple[str, ...] = ()  # the vendors of the file
    vendor: str = ""  # whose part of the file is being read

    def of(self, vendor: str) -> Around:
        """The same, inside one vendor's part of the file."""
        return replace(self, vendor=vendor)

    @property
    def facts(self) -> VendorFacts:
        """The vendor whose part of the file is being read."""
        return self.vendors[self.vendor]

    def operations(self, vendors: Iterable[str]) -> tuple[str, ...]:
        """The operations of these vendors."""
        return tuple(dict.fromkeys(row.name for name in vendors for row in self.vendors[name].operations))

    def refusals(self, vendors: Iterable[str]) -> tuple[str, ...]:
        """The refusals of these vendors."""
        return tuple(dict.fromkeys(row for name in vendors for row in self.vendors[name].refusals))
