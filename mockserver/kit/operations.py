"""The rows of a vendor's table: what is asked, what that does, what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from functools import cache
from typing import Any

from mockserver.formats.base import ListOf, Plain, Type
from mockserver.frozen import frozen
from mockserver.kit.desk import Desk
from mockserver.kit.refusals import DOCUMENTED, Refused
from mockserver.wire import Wire
from mockserver.wire.loading import ValidationError, load

Handler = Callable[[Desk, dict[str, Any]], object]


@frozen
class Operation:
    """One row of a vendor's table; it reads as the data flows: decode and validate, act, encode."""

    name: str
    method: str
    path: str
    takes: type[Wire] | None
    does: Handler
    gives: type[Wire] | None = None
    fidelity: str = DOCUMENTED
    many: bool = False  # takes and gives lists
    open: bool = False  # needs no credentials
    about: str = ""

    reads: Type | None = field(init=False, compare=False, repr=False, default=None)
    writes: Type | None = field(init=False, compare=False, repr=False, default=None)

    def __post_init__(self) -> None:
        """Find the types of what is read and written: every request asks."""
        object.__setattr__(self, "reads", _type(self.takes, self.many))
        object.__setattr__(self, "writes", _type(self.gives, self.many))


@cache
def _type(schema: type[Wire] | None, many: bool) -> Type | None:
    """The type of a schema; formats know it by its identity, so there is one of each."""
    if schema is None:
        return None
    return ListOf(schema.type()) if many else schema.type()


def validated(operation: Operation, value: Plain) -> dict[str, Any]:
    """What was read, under our names.

    Raises:
        Refused: ``Invalid``, with marshmallow's ``errors`` by wire name.
    """
    if operation.takes is None:
        return {}
    try:
        return load(operation.takes, value or {})  # type: ignore[no-any-return]
    except ValidationError as why:
        raise Refused("Invalid", errors=why.messages, value=value) from why


@frozen
class Route:
    """Where a request leads: the operation, and what its path says about formats."""

    operation: Operation
    suffix: str = ""
    segment: str = ""
