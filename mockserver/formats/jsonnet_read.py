"""Reading as Json.NET's serializer does under Web API 2, where every error is noted and called handled.

Rule: an error belongs to the innermost member or item it happened in. That one keeps its default, the reader
skips to where it believes the value ends, and reading goes on; what it stumbles over then is another error,
one level up, and at the top the parameter is null.
Source: Json.NET 6, JsonSerializerInternalReader; Web API 2, BaseJsonMediaTypeFormatter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .base import CannotDecode, Kind, Limits, ListOf, Member, Plain, Reading, Shape, Type
from .guard import most_references
from .jsonnet_reader import TokenReader
from .jsonnet_scalars import ensure, not_converted, read_any, read_for
from .jsonnet_tokens import STARTS, NotRead, Token
from .jsonnet_words import conversion, net_name, not_an_array, not_an_object
from .known import Known
from .typed import Remarks, fold

_END_OF_OBJECT: Final = "Unexpected end when deserializing object."
_END_OF_LIST: Final = "Unexpected end when deserializing array."
_NOT_OF_TYPE: Final = 'The value "{}" is not of type "{}" and cannot be used here.'
_NULL_REFERENCE: Final = "Object reference not set to an instance of an object."

Members = tuple[dict[str, Member], dict[str, Member]]  # by name, by folded name
_MEMBERS: Final = Known(
    lambda shape: (
        {member.name: member for member in shape.members},
        {fold(member.name): member for member in reversed(shape.members)},
    )
)


def read_general(text: str, type_: Type, limits: Limits) -> Reading:
    """Whatever a text comes to.

    Raises:
        CannotDecode: there are more tokens than allowed, or it would be too large with its objects repeated.
    """
    return Run(TokenReader(text, limits), most_references(len(text), limits)).read(type_)


@dataclass(slots=True)
class Run:
    """One body being read; mutable."""

    reader: TokenReader
    references: int  # so many may be given
    notes: list[tuple[str, str]] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)
    objects: dict[str, tuple[Type, Plain]] = field(default_factory=dict)  # by $id
    ids: dict[int, str] = field(default_factory=dict)  # the $id of each of these, by its identity

    def read(self, type_: Type) -> Reading:
        value: Plain = None
        try:
            if self._read_for(type_):
                value = self._value(type_, None)
                self._look_behind()
        except NotRead as error:
            self._note(error, "the whole body counts as null")
        return Reading(value, self.remarks.all(), tuple(self.notes))

    def _look_behind(self) -> None:
        if self.reader.rest.strip("\0 \t\n\r"):
            self.remarks.say("what stands after the first value was ignored")

    # ------------------------------------------------------------ errors

    def _note(self, error: NotRead, outcome: str) -> None:
        path = self.reader.path
        self.notes.append((path, str(error)))
        words = str(error)[:_SHOWN].partition(" Path '")[0].partition(_ADVICE)[0]
        self.remarks.say(f"{path[:_SHOWN] or 'the body'}: {words.removesuffix('.')}, so {outcome}")

    def _recover(self, depth: int) -> None:
        """Skip what is left of a broken value, as far as the reader can tell."""
        self.reader.skip(self._step)
        while self.reader.depth > depth + 1 and self._step():
            pass

    def _step(self) -> bool:
        return read_any(self.reader)

    def _must_step(self) -> None:
        if not self._step():
            raise self.reader.error(_END_OF_OBJECT)

    def _read_for(self, type_: Type) -> bool:
        return read_for(type_ if isinstance(type_, Kind) else None, self.reader)

    # ------------------------------------------------------------ values

    def _value(self, type_: Type, existing: Plain) -> Plain:
        token = self.reader.token
        if token is Token.START_OBJECT:
            return self._object(type_, existing)
        if token is Token.START_ARRAY:
            return self._list(type_, existing, None)
        if token in _ENDS:
            raise self.reader.error(f"Unexpected token while deserializing object: {token}.")
        if isinstance(type_, Kind):
            return ensure(type_, self.reader)
        if self.reader.value in (None, "") and token is not Token.START_CONSTRUCTOR:
            return None
        raise not_converted(self.reader, net_name(type_))

    def _object(self, type_: Type, existing: Plain) -> Plain:
        self._must_step()
        found, value, id_ = self._metadata(type_, existing)
        if found:
            return value
        if isinstance(type_, Shape):
            return self._members(type_, {} if existing is None else existing, id_)
        if isinstance(type_, Kind) and self._is_at("$value"):
            return self._wrapped(type_)
        raise self.reader.error(not_an_object(type_))

    def _is_at(self, name: str) -> bool:
        return self.reader.token is Token.PROPERTY_NAME and bool(self.reader.value == name)

    def _wrapped(self, kind: Kind) -> Plain:
        self._must_step()
        if self.reader.token is Token.START_OBJECT:
            raise self.reader.error("Unexpected token when deserializing primitive value: StartObject.")
        value = self._value(kind, None)
        self._must_step()
        return value

    # ------------------------------------------------------------ $id and its likes

    def _metadata(self, type_: Type, existing: Plain) -> tuple[bool, Plain, str | None]:
        """Whether the object was another in disguise, that other, and the object's id."""
        id_: str | None = None
        while self.reader.token is Token.PROPERTY_NAME:
            name = self.reader.value
            if name == "$ref":
                found, value = self._reference(type_)
                if found:
                    return True, value, id_
            elif name == "$values":
                self._must_step()
                value = self._list(type_, existing, id_)
                self._must_step()
                return True, value, id_
            elif name in ("$id", "$type"):
                given = self._metadatum(name)
                id_ = given if name == "$id" else id_
            else:
                break
        return False, None, id_

    def _reference(self, type_: Type) -> tuple[bool, Plain]:
        self._must_step()
        is_text = self.reader.token is Token.STRING
        if not is_text and self.reader.token is not Token.NULL:
            raise self.reader.error("JSON reference $ref property must have a string or null value.")
        reference = self.reader.value if is_text else None
        self._must_step()
        if reference is None:
            return False, None
        if self.reader.token is Token.PROPERTY_NAME:
            raise self.reader.error(
                "Additional content found in JSON reference object. "
                "A JSON reference object should only have a $ref property."
            )
        known, value = self.objects.get(reference, (type_, None))
        if known is not type_ and known != type_:  # so that nothing can hold itself
            raise NotRead(_NOT_OF_TYPE.format(net_name(known), net_name(type_)))
        self.references -= value is not None
        if self.references < 0:
            raise CannotDecode("the body refers to its own objects too often")
        return True, value

    def _metadatum(self, name: str) -> str | None:
        self._must_step()
        value = self.reader.value
        if value is None and name == "$type":
            raise NotRead(_NULL_REFERENCE)
        self._must_step()
        return None if value is None else str(value)

    def _remember(self, id_: str | None, type_: Type, value: Plain) -> None:
        if id_ is None:
            return
        known = self.objects.get(id_)
        if (known is not None and known[1] is not value) or self.ids.get(id(value), id_) != id_:
            raise self.reader.error(f"Error reading object reference '{id_}'.")
        self.objects[id_] = type_, value
        self.ids[id(value)] = id_

    # ------------------------------------------------------------ objects

    def _members(self, shape: Shape, found: dict[str, Plain], id_: str | None) -> dict[str, Plain]:
        self._remember(id_, shape, found)
        reader, depth = self.reader, self.reader.depth
        while reader.token is not Token.END_OBJECT:
            if reader.token is Token.PROPERTY_NAME:
                self._guarded_member(shape, found, depth)
            elif reader.token is not Token.COMMENT:
                raise reader.error(f"Unexpected token when deserializing object: {reader.token}.")
            if not self._step():
                self._note(reader.error(_END_OF_OBJECT), "the rest is missing")
                break
        return found

    def _guarded_member(self, shape: Shape, found: dict[str, Plain], depth: int) -> None:
        try:
            self._member(shape, found)
        except NotRead as error:
            self._note(error, "it kept its default")
            self._recover(depth)

    def _member(self, shape: Shape, found: dict[str, Plain]) -> None:
        name = self.reader.value
        exact, folded = _MEMBERS.of(shape)
        member = exact.get(name) or folded.get(fold(name))
        if member is None:
            self.remarks.say_unknown(name)
            if self._step():
                self.reader.skip(self._step)
            return
        if member.name != name:
            self.remarks.say_renamed(name, member.name)
        if not self._read_for(member.type):
            raise self.reader.error(f"Unexpected end when setting {name}'s value.")
        self._set(member, found)

    def _set(self, member: Member, found: dict[str, Plain]) -> None:
        name = member.name
        existing = found.get(name) if self.reader.token in STARTS else None
        value = self._value(member.type, existing)
        if name in found:
            outcome = "the last one counts" if existing is None else "it was added to what was there"
            self.remarks.say(f"{self.reader.path}: it came again, and {outcome}")
        found[name] = value
        self._say_conversion(member.type, value)

    # ------------------------------------------------------------ lists

    def _list(self, type_: Type, existing: Plain, id_: str | None) -> Plain:
        if not isinstance(type_, ListOf):
            raise self.reader.error(not_an_array(type_))
        items: list[Plain] = [] if existing is None else existing
        self._remember(id_, type_, items)
        depth, last_error = self.reader.depth, None
        while True:
            try:
                if not self._item(type_.item, items):
                    break
            except NotRead as error:
                index = self.reader.index_at(depth)
                self._note(error, "the item was dropped")
                self._recover(depth)
                if index == last_error:
                    raise self.reader.error("Infinite loop detected from error handling.") from None
                last_error = index
        return items

    def _item(self, type_: Type, items: list[Plain]) -> bool:
        """Read one item; whether there may be more."""
        if not self._read_for(type_):
            self._note(self.reader.error(_END_OF_LIST), "the rest is missing")
            return False
        if self.reader.token is Token.END_ARRAY:
            return False
        items.append(self._value(type_, None))
        self._say_conversion(type_, items[-1])
        return True

    def _say_conversion(self, type_: Type, value: Plain) -> None:
        if value is not None and isinstance(type_, Kind):
            words = conversion(type_, self.reader.origin, self.reader.raw, value)
            if words:
                self.remarks.say(f"{self.reader.path}: {words}")


_ADVICE: Final = "\r\nTo fix this error"  # to .NET programmers
_SHOWN: Final = 300  # letters of an error, for people
# What no value begins with.
_ENDS: Final = (Token.PROPERTY_NAME, Token.END_OBJECT, Token.END_ARRAY, Token.END_CONSTRUCTOR, Token.NONE)
