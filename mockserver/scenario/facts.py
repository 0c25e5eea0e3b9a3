"""What the loader has to know of a vendor; ``kit.Vendor`` has it all.

Rule: scenario stands below the kit, so vendors come in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol

from marshmallow import Schema

from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.playing import Playing
from mockserver.frozen import frozen, replaced

if TYPE_CHECKING:
    from mockserver.scenario.folder import Folder


class NoticeFacts(Protocol):
    """A callback of a vendor."""

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
    def operation_names(self) -> Sequence[str]:
        """What rules call its operations."""
        ...

    @property
    def notices(self) -> Sequence[NoticeFacts]:
        """Its callbacks."""
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
    folder: Folder | None  # where the files lie that it may name; None: nowhere
    vendors: Vendors
    served: tuple[str, ...] = ()  # the vendors of the file
    vendor: str = ""  # whose part of the file is being read
    variables: Mapping[str, str] = field(default_factory=dict)  # what each ${name} stands for
    trail: tuple[str, ...] = ()  # the files that include one another, this one last
    load: Callable[..., Any] | None = None  # reads a file that is included: its source, this, the naming node

    def of(self, vendor: str) -> Around:
        """The same, inside one vendor's part of the file."""
        return replaced(self, vendor=vendor)

    @property
    def facts(self) -> VendorFacts:
        """The vendor whose part of the file is being read."""
        return self.vendors[self.vendor]

    def operations(self, vendors: Iterable[str]) -> tuple[str, ...]:
        """The operations of these vendors."""
        return tuple(dict.fromkeys(row for name in vendors for row in self.vendors[name].operation_names))

    def notices(self, vendors: Iterable[str]) -> tuple[str, ...]:
        """The callbacks of these vendors."""
        return tuple(dict.fromkeys(row.name for name in vendors for row in self.vendors[name].notices))

    def refusals(self, vendors: Iterable[str]) -> tuple[str, ...]:
        """The refusals of these vendors."""
        return tuple(dict.fromkeys(row for name in vendors for row in self.vendors[name].refusals))
