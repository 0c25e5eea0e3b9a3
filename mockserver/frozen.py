"""Frozen data: ``@frozen`` is ``@dataclass(frozen=True, slots=True)`` in a fraction of the time.

Rule: data that is passed along is frozen; a changed copy is made by ``replaced``. There are
a hundred such classes: the standard decorator compiles six functions for each, a fifth of
every start, and those set each field by a call, a fifth of every request. So an object is
filled here while it is *open*, of its class without the lock, and shut when it is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields, replace
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
Copy = Callable[[Any], Any]

_turn_into = vars(object)["__class__"].__set__
_open: dict[type, type] = {}  # the open class of each
_copies: dict[type, Copy] = {}  # what makes an open copy of an object of a class; made when first wanted


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A frozen class with slots whose instances compare, hash and print by their fields.

    What inherits from one is ``@frozen``, too.
    """
    made: Any = dataclass(slots=True, init=False, eq=False, repr=False)(cls)
    own = fields(made)
    everything = _values(each.name for each in own)
    values = _values(each.name for each in own if each.compare)
    made.__setattr__, made.__delattr__ = _refuse, _refuse
    made.__reduce__ = lambda self: (self.__class__, everything(self))
    made.__init__ = _filling(made, own)
    if "__eq__" not in cls.__dict__:
        made.__eq__ = _equality(values)
        made.__hash__ = lambda self: hash(values(self))
    if "__repr__" not in cls.__dict__:
        made.__repr__ = _text(tuple(each.name for each in own if each.repr))
    return made  # type: ignore[no-any-return]


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


def _refuse(_self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _filling(made: type, own: Iterable[Field[Any]]) -> Callable[..., None]:
    """The ``__init__`` of a class."""
    lock = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    opened = type(made.__name__, (made,), {"__slots__": (), "__doc__": made.__doc__, **lock})
    if not hasattr(made, "__post_init__"):  # what looks at itself when made looks again when copied
        _open[made] = opened
    given = {f"_{each.name}": each.default for each in own if each.default is not MISSING}
    given |= {f"_{each.name}": each.default_factory for each in own if each.default_factory is not MISSING}
    heads = [f"{each.name}=_{each.name}" if f"_{each.name}" in given else each.name for each in own]
    body = [f"self.{each.name} = {_value(each)}" for each in own]
    ends = ["turn_into(self, shut)", *(["self.__post_init__()"] if made not in _open else [])]
    scope = {**given, "turn_into": _turn_into, "opened": opened, "shut": made}
    return _compiled("__init__", ["self", *heads], ["turn_into(self, opened)", *body, *ends], scope, made)


def _value(of: Field[Any]) -> str:
    if of.default_factory is MISSING:
        return of.name
    return f"_{of.name}() if {of.name} is _{of.name} else {of.name}"  # the factory stands for what it makes


def _copy_of(cls: type) -> Copy | None:
    if cls not in _open:
        return None
    names = [each.name for each in fields(cls)]
    body = ["made = new(opened)", *(f"made.{name} = each.{name}" for name in names), "return made"]
    scope = {"new": object.__new__, "opened": _open[cls]}
    return _copies.setdefault(cls, _compiled("copy", ["each"], body, scope, cls))


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
