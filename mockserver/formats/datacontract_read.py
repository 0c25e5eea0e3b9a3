"""Reading as DataContractSerializer does: a plan for each type, made once, that walks a tree of elements.

Rule: a reader only moves forward. A member that comes after one which stands later in the contract, comes
twice, or is unknown is skipped without a word; here each leaves a sentence in `Reading.losses`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mockserver.frozen import frozen

from .base import CannotDecode, Kind, ListOf, Member, Plain, Shape, Type
from .datacontract_values import READERS, VALUE_TYPES, XSD_NAMES, read_bool, read_int
from .xmltree import XSI, XSI_TYPE, Document, Element

ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
SERIALIZATION = "http://schemas.microsoft.com/2003/10/Serialization/"

_NIL, _ID, _REF, _SIZE = f"{XSI} nil", f"{SERIALIZATION} Id", f"{SERIALIZATION} Ref", f"{SERIALIZATION} Size"
_ANY_ROOT = f"{SERIALIZATION} anyType"  # .NET takes it for every root
_MOST_LOSSES = 100


@dataclass(slots=True)
class Run:
    """What one body adds up to beside its value: losses, and objects that were given an id."""

    document: Document
    references: int  # so many may be given: each repeats what it names
    losses: list[str] = field(default_factory=list)
    objects: dict[str, Plain] = field(default_factory=dict)

    def lose(self, sentence: str) -> None:
        if len(self.losses) < _MOST_LOSSES:
            self.losses.append(f"{sentence}, so it was skipped")


@frozen
class Marks:
    """The attributes that mean something to the serializer."""

    nil: bool = False
    id: str | None = None
    ref: str | None = None


Read = Callable[[Element, Run], Plain]
_UNMARKED = Marks()


def contract(type_: Type) -> tuple[str, str]:
    """Name a type's contract: its element as a list item, and the namespace of that element."""
    if isinstance(type_, Shape):
        return type_.name, type_.namespace
    if isinstance(type_, ListOf):
        name, namespace = contract(type_.item)
        return f"ArrayOf{name}", namespace
    return XSD_NAMES[type_], ARRAYS


def root_contract(type_: Type) -> tuple[str, str]:
    """Name the element a document of this type has; only a lone scalar differs from its list item."""
    return (XSD_NAMES[type_], SERIALIZATION) if isinstance(type_, Kind) else contract(type_)


def qualified(name: str, namespace: str) -> str:
    return f"{namespace} {name}" if namespace else name


def in_order(shape: Shape) -> list[Member]:
    """List members as a data contract has them: base class first, then by the code of their letters."""
    return sorted(shape.members, key=lambda member: (member.level, member.name))


def plan_root(type_: Type) -> Read:
    """Make the reader of whole documents."""
    name, namespace = root_contract(type_)
    roots = {qualified(name, namespace), _ANY_ROOT}
    read = plan(type_)

    def read_root(element: Element, run: Run) -> Plain:
        if element.name not in roots:
            at = run.document.place(element)
            expected = f"Expecting element '{name}' from namespace '{namespace}'."
            raise CannotDecode(f"{at} {expected}. {_encountered(element)}")
        return read(element, run)

    return read_root


def plan(type_: Type) -> Read:
    """Make the reader of one type."""
    if isinstance(type_, Shape):
        return _plan_shape(type_)
    return _plan_list(type_) if isinstance(type_, ListOf) else _plan_scalar(type_)


def _plan_scalar(kind: Kind) -> Read:
    convert, value_type = READERS[kind], VALUE_TYPES.get(kind)

    def read(element: Element, run: Run) -> Plain:
        marks = _marks(element, run) if element.attributes else _UNMARKED
        if value_type and marks is not _UNMARKED:
            _check_value_type(marks, value_type)
        if marks.nil or marks.ref:
            return _known(marks, run)
        if element.children:
            raise _end_expected(element, run)
        return _remember(marks, run, convert("".join(element.pieces)))

    return read


def _plan_list(list_: ListOf) -> Read:
    own, item = qualified(*contract(list_)), qualified(*contract(list_.item))
    read_item = plan(list_.item)

    def read(element: Element, run: Run) -> Plain:
        marks = _object_marks(element, run, own) if element.attributes else _UNMARKED
        if marks.nil or marks.ref:
            return _known(marks, run)
        items = _remember(marks, run, [])
        if element.text_at:
            raise _unexpected_text(element, run)
        for child in element.children:
            if child.name == item:
                items.append(read_item(child, run))
            else:
                _skip(child, run, f"<{child.local}> in <{element.local}> is not {_shown(item)}")
        return items

    return read


def _plan_shape(shape: Shape) -> Read:
    own = qualified(shape.name, shape.namespace)
    members = in_order(shape)
    readers = {
        qualified(member.name, shape.namespace): (place, member.name, plan(member.type))
        for place, member in enumerate(members)
    }

    def read(element: Element, run: Run) -> Plain:
        marks = _object_marks(element, run, own) if element.attributes else _UNMARKED
        if marks.nil or marks.ref:
            return _known(marks, run)
        value = _remember(marks, run, {})
        if element.text_at:
            raise _unexpected_text(element, run)
        last = -1
        for child in element.children:
            found = readers.get(child.name)
            if found is not None and found[0] > last:
                last, name, read_member = found
                value[name] = read_member(child, run)
            else:
                _skip(child, run, _why(child, shape, value, members[last].name if last >= 0 else ""))
        return value

    return read


def _why(child: Element, shape: Shape, value: Plain, last: str) -> str:
    """Say why a child of a shape is not read, when `last` is the member that was read before it."""
    name = child.local
    if all(name != member.name for member in shape.members):
        near = [member.name for member in shape.members if member.name.lower() == name.lower()]
        return f"<{name}> is not a member of {shape.name}" + (f" (but <{near[0]}> is)" if near else "")
    if child.namespace != shape.namespace:
        return f"<{name}> is in the namespace '{child.namespace}' and not in '{shape.namespace}'"
    if name in value:
        return f"<{name}> came again, and the first one counts"
    return f"<{name}> came after <{last}>, which stands later in the contract"


def _skip(child: Element, run: Run, sentence: str) -> None:
    """Drop an element; only its own attributes can still be wrong."""
    if child.attributes:
        _marks(child, run)
    run.lose(sentence)


def _marks(element: Element, run: Run) -> Marks:
    attributes = element.attributes
    if "" in (attributes.get(_ID), attributes.get(_REF)):
        raise CannotDecode("Invalid XML encountered. '' is not a valid Id value.")
    if read_int(attributes.get(_SIZE, "0")) < 0:
        raise CannotDecode(f"Invalid Size '{attributes[_SIZE]}'. Must be non-negative integer.")
    return Marks(read_bool(attributes.get(_NIL, "0")), attributes.get(_ID), attributes.get(_REF))


def _object_marks(element: Element, run: Run, own: str) -> Marks:
    """Read the marks of a list or shape, whose i:type may name only its own contract."""
    marks = _marks(element, run)
    named = element.attributes.get(XSI_TYPE) or own
    if named == own or marks.nil or marks.ref:
        return marks
    at = run.document.place(element)
    of = f"Element '{element.namespace}:{element.local}' contains data"
    raise CannotDecode(
        f"{at} {of} from a type that maps to the name '{named.replace(' ', ':')}'. "
        "The deserializer has no knowledge of any type that maps to this name."
    )


def _check_value_type(marks: Marks, name: str) -> None:
    for wrong, words in ((marks.ref, "have Ref"), (marks.nil, "be null"), (marks.id, "have Id")):
        if wrong:
            raise CannotDecode(f"ValueType '{name}' cannot {words}.")


def _known(marks: Marks, run: Run) -> Plain:
    """Give null, or the object that was read under an id before."""
    if not marks.ref:
        return None
    run.references -= 1
    if run.references < 0:
        raise CannotDecode("The body refers to its own objects too often.")
    if marks.ref not in run.objects:
        raise CannotDecode(f"Deserialized object with reference id '{marks.ref}' not found in stream.")
    return run.objects[marks.ref]


def _remember(marks: Marks, run: Run, value: Plain) -> Plain:
    if marks.id:
        run.objects[marks.id] = value
    return value


def _shown(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"<{local}> of '{namespace}'" if namespace else f"<{local}>"


def _encountered(element: Element) -> str:
    return f"Encountered 'Element'  with name '{element.local}', namespace '{element.namespace}'."


def _unexpected_text(element: Element, run: Run) -> CannotDecode:
    at = run.document.place_of_text(element)
    return CannotDecode(f"{at} Expecting state 'Element'.. Encountered 'Text'  with name '', namespace ''.")


def _end_expected(element: Element, run: Run) -> CannotDecode:
    child = element.children[0]
    at = run.document.place(child).removeprefix("Error in line ").replace(" p", ", p")
    return CannotDecode(
        f"End element '{element.local}' from namespace '{element.namespace}' expected. "
        f"Found element '{child.local}' from namespace '{child.namespace}'. Line {at}"
    )
