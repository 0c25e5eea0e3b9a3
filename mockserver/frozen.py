"""Frozen data: ``@frozen`` is ``@dataclass(frozen=True, slots=True)`` in a fraction of the time.

Rule: data that is passed along is frozen; a changed copy is made by ``replaced``. There are
a hundred such classes: the standard decorator compiles six functions for each, a fifth of
every start, and those set each field by a call, a fifth of every request. So an object is
filled here while it is *open*, of its class without the lock, and shut when it is whole.
What only a class with objects needs, or only the standard library's tools ask for, is made then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, replace
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
Copy = Callable[[Any], Any]

_ROOM = {"__dict__", "__weakref__"}  # that a class without slots has for more
_UNLOCKED = {name: vars(object)[name] for name in ("__setattr__", "__delattr__", "__init__")}
_turn_into = vars(object)["__class__"].__set__
_open: dict[type, type] = {}  # the open class of each
_copies: dict[type, Copy] = {}  # what makes an open copy of an object of a class; made when first wanted


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A frozen class with slots whose instances compare, hash and print by their fields.

    What inherits from one is ``@frozen``, too.
    """
    rows = _rows(cls)
    names = tuple(rows)
    everything = _values(names)
    values = _values(name for name in names if rows[name].compare)
    body = {name: value for name, value in vars(cls).items() if name not in rows and name not in _ROOM}
    body |= {"__setattr__": _refuse, "__delattr__": _refuse, "__match_args__": names}
    body["__reduce__"] = lambda self: (self.__class__, everything(self))
    if "__eq__" not in body:
        body["__eq__"] = _equality(values)
        body["__hash__"] = lambda self: hash(values(self))
    if "__repr__" not in body:
        body["__repr__"] = _text(tuple(name for name in names if rows[name].repr))
    taken = {slot for base in cls.__mro__[1:] for slot in vars(base).get("__slots__", ())}
    body |= {
        "__slots__": [name for name in names if name not in taken],
        "__dataclass_fields__": _Fields(rows),
    }
    kind: Any = type(cls)
    made = kind(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    if rows or hasattr(made, "__post_init__"):  # else there is nothing to fill
        made.__init__ = _first(made, rows)
    return made  # type: ignore[no-any-return]


class _Fields(dict[str, Field[Any]]):
    """The fields of a class by name; by the standard decorator's own rules once its tools ask for them."""

    def __get__(self, _each: object, made: Any) -> dict[str, Field[Any]]:
        bare = {"__doc__": "", "__annotations__": {name: row.type for name, row in self.items()}}
        told: Any = dataclass(init=False, eq=False, repr=False)(type(made.__name__, (), bare | self))
        made.__dataclass_fields__ = found = told.__dataclass_fields__
        return found  # type: ignore[no-any-return]


def _rows(cls: type) -> _Fields:
    """The fields of a class that is yet to be made: inherited ones first, each where it was first said."""
    rows = _Fields()
    for base in cls.__mro__[:0:-1]:
        rows.update(vars(base).get("__dataclass_fields__", ()))
    for name, kind in vars(cls).get("__annotations__", {}).items():
        if "ClassVar" not in str(kind):
            given = vars(cls).get(name, MISSING)
            rows[name] = given if isinstance(given, Field) else field(default=given)
            rows[name].type = kind
    return rows


def replaced(each: T, /, **changes: Any) -> T:
    """A copy with other values in some fields: ``dataclasses.replace``, in a tenth of its time.

    Raises:
        TypeError: there is no such field.
    """
    cls = each.__class__
    copy = _copies.get(cls) or _copy_of(cls)
    if copy is None:
        return replace(each, **changes)  # type: ignore[type-var]
    made = copy(each)
    try:
        for name, value in changes.items():
            setattr(made, name, value)
    except AttributeError:
        raise TypeError(f"{cls.__qualname__} has no field {name!r}") from None
    made.__class__ = cls
    return made  # type: ignore[no-any-return]


def of_tuple(cls: type[T]) -> Callable[[tuple[Any, ...]], T]:
    """What makes a named tuple of all its values, for where every request does: past the class's own way,
    which is a function of Python's behind a call of C's.
    """
    return partial(tuple.__new__, cls)  # type: ignore[type-var]


def replacing(cls: type[T], *changes: str) -> Callable[..., T]:
    """What makes a copy with other values in these fields, given in this order, in half of that time again.

    For where every request or callback comes by.

    Raises:
        TypeError: there is no such field, or objects of the class look at themselves when they are made.
    """
    names: tuple[str, ...] = vars(cls)["__match_args__"]
    if hasattr(cls, "__post_init__") or not set(changes) <= set(names):
        raise TypeError(f"there are no copies of {cls.__qualname__} with another {', '.join(changes)}")
    values = [f"made.{name} = {name if name in changes else f'each.{name}'}" for name in names]
    body = ["made = opened()", *values, "made.__class__ = shut", "return made"]
    return _compiled("change", ["each", *changes], body, {"opened": _opened(cls), "shut": cls}, cls)


def _refuse(_self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _first(made: Any, own: Mapping[str, Field[Any]]) -> Callable[..., None]:
    """Stands for the ``__init__`` of a class and makes it with the first object: half of them have none."""

    def first(self: Any, /, *values: Any, **named: Any) -> None:
        made.__init__ = _filling(made, own)
        made.__init__(self, *values, **named)

    return first


def _filling(made: type, own: Mapping[str, Field[Any]]) -> Callable[..., None]:
    """The ``__init__`` of a class."""
    opened = _opened(made)
    given = {f"_{name}": row.default for name, row in own.items() if row.default is not MISSING}
    made_up = {name: row.default_factory for name, row in own.items()}
    given |= {f"_{name}": make for name, make in made_up.items() if make is not MISSING}
    heads = [f"{name}=_{name}" if f"_{name}" in given else name for name in own]
    body = [f"self.{name} = {_value(name, row)}" for name, row in own.items()]
    ends = ["self.__class__ = shut", *(["self.__post_init__()"] if hasattr(made, "__post_init__") else [])]
    scope = {**given, "turn_into": _turn_into, "opened": opened, "shut": made}
    return _compiled("__init__", ["self", *heads], ["turn_into(self, opened)", *body, *ends], scope, made)


def _opened(cls: type) -> type:
    """The open class of one, which makes objects without values."""
    body = {"__slots__": (), "__doc__": cls.__doc__, **_UNLOCKED}
    return _open.get(cls) or _open.setdefault(cls, type(cls.__name__, (cls,), body))


def _value(name: str, of: Field[Any]) -> str:
    if of.default_factory is MISSING:
        return name
    return f"_{name}() if {name} is _{name} else {name}"  # the factory stands for what it makes


def _copy_of(cls: type) -> Copy | None:
    if cls not in _open or hasattr(cls, "__post_init__"):  # what looks at itself when made looks again
        return None
    names: tuple[str, ...] = vars(cls)["__match_args__"]
    body = ["made = opened()", *(f"made.{name} = each.{name}" for name in names), "return made"]
    return _copies.setdefault(cls, _compiled("copy", ["each"], body, {"opened": _open[cls]}, cls))


def _compiled(
    name: str, heads: Iterable[str], body: Iterable[str], scope: dict[str, Any], cls: type
) -> Callable[..., Any]:
    """A function whose lines name the fields: nothing that loops over them is as fast."""
    source = f"def {name}({', '.join(heads)}):\n  " + "\n  ".join(body)
    exec(source, scope)  # noqa: S102 (our own fields' names, as in the standard library)
    made: Callable[..., Any] = scope[name]
    made.__qualname__, made.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
    return made


def _values(of: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives an object's values as a tuple."""
    names = tuple(of)
    if not names:
        return lambda _each: ()
    if len(names) == 1:
        one = attrgetter(names[0])
        return lambda each: (one(each),)
    return attrgetter(*names)


def _equality(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, object], bool]:
    def equal(self: Any, other: object) -> bool:
        if other is self:  # what is looked for is mostly the thing itself
            return True
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _text(names: tuple[str, ...]) -> Callable[[Any], str]:
    @recursive_repr()
    def text(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({told})"

    return text
