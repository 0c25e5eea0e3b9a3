"""The tokens of a JSON text, one after another, as Json.NET's text reader gives them.

Rule: the state after an error is as exact as the state after a success, for what becomes of a body with an
error in it is what the reader does next: it may go on inside the broken value, or lose its place.
Source: Json.NET 6, JsonTextReader and JsonReader, with the depth that Web API 2 allows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .base import Limits
from .guard import check_count
from .jsonnet_lexis import (
    BLANK,
    Place,
    Slip,
    end_of_blanks,
    end_of_comment,
    end_of_number,
    end_of_word,
    is_name_letter,
    is_number_letter,
    read_bare_name,
    read_string,
)
from .jsonnet_tokens import (
    CONTAINERS,
    ENDING,
    ENDS,
    JUST_OPENED,
    STARTING,
    STARTS,
    WORDS,
    NotRead,
    Position,
    State,
    Token,
)

_NO_CONSTRUCTOR: Final = "Unexpected end while parsing constructor."
_DEEPEST: Final = 256  # MediaTypeFormatter.MaxDepth
Number = Callable[[str], tuple[Token, Any]]
Text = Callable[[str], tuple[Token, Any]]


class TokenReader:
    """A text on its way to tokens; `number` and `string` say what one is read as, and may raise Slip."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._text, self._limits = text, limits
        self._at = self._count = 0
        self._place = Place()
        self._state = State.START
        self._here = Position()
        self._stack: list[Position] = []
        self._is_too_deep = False
        self.token, self.value = Token.NONE, None  # type: Token, Any
        self.origin, self.raw = Token.NONE, ""  # what was read last, before it became another, and its text

    def read(self, number: Number, string: Text) -> bool:
        """Go to the next token; whether there is one.

        Raises:
            NotRead: in Json.NET's words.
            CannotDecode: there are more tokens than allowed.
        """
        self._count += 1
        if self._count > self._limits.nodes:
            check_count(self._count, self._limits)
        try:
            while (found := self._advance(number, string)) is None:
                pass
        except Slip as slip:
            self._at = max(self._at, slip.at)
            raise (self.error(slip.words) if slip.placed else NotRead(slip.words)) from None
        if not found:
            self.token, self.value = Token.NONE, None
        self.origin = self.token
        return found

    def skip(self, read: Callable[[], bool]) -> None:
        """Go past the children of this token, or of the value of this name."""
        if self.token is Token.PROPERTY_NAME:
            read()
        if self.token in STARTS:
            depth = self.depth
            while read() and depth < self.depth:
                pass

    @property
    def depth(self) -> int:
        return len(self._stack) + (self.token not in STARTS and self._here.container != "")

    @property
    def path(self) -> str:
        """Where the reader is, as ``Calls[0].CallTime``."""
        if not self._here.container:
            return ""
        inside = [] if self._state in JUST_OPENED else [self._here]
        text = ""
        for position in [*self._stack, *inside]:
            text += "." * (bool(text) and position.container == "Object") + str(position)
        return text

    @property
    def rest(self) -> str:
        """What of the text was not looked at."""
        return self._text[self._at :]

    def index_at(self, depth: int) -> int:
        return (self._stack[depth] if depth < len(self._stack) else self._here).index

    def error(self, words: str) -> NotRead:
        """An error here, with path, line and position."""
        self._place.move(self._text, self._at)
        line, position = self._place.line, self._place.position
        line = 0 if self._state is State.START and not position else line
        if not words.endswith("\n"):
            words = words.strip()
            words += " " if words.endswith(".") else ". "
        return NotRead(f"{words}Path '{self.path}', line {line}, position {position}.")

    def become(self, token: Token, value: Any, *, counts: bool = False) -> None:
        """Make another value token of the one that was read."""
        self.token, self.value = token, value
        self._state = State.POST_VALUE if self._here.container else State.FINISHED
        if counts:
            self._here.step()

    # ------------------------------------------------------------ steps: True for a token, False at the end

    def _advance(self, number: Number, string: Text) -> bool | None:
        if self._state is State.FINISHED:
            return self._finished()
        first = self._next()
        if self._state is State.POST_VALUE:
            return self._after_value(first)
        if not first:
            return False
        if first == "/":
            return self._comment()
        if self._state in (State.OBJECT, State.OBJECT_START):
            return self._name(first)
        return self._value(first, number, string)

    def _next(self) -> str:
        first = self._text[self._at : self._at + 1]
        if " " < first < "\x7f":
            return first
        self._at = end_of_blanks(self._text, self._at)
        return self._text[self._at : self._at + 1]

    def _finished(self) -> bool:
        first = self._next()
        if first == "/":
            return self._comment()
        if first:
            raise Slip(f"Additional text encountered after finished reading JSON content: {first}.", self._at)
        return False

    def _after_value(self, first: str) -> bool | None:
        if not first:
            self._state = State.FINISHED
            return None
        if first in ENDING:
            return self._end(ENDING[first])
        if first == "/":
            return self._comment()
        if first != ",":
            raise Slip(f"After parsing a value an unexpected character was encountered: {first}.", self._at)
        self._at += 1
        self._state = State(self._here.container) if self._here.container else State.FINISHED
        return None

    def _comment(self) -> bool:
        self._at = end_of_comment(self._text, self._at)
        self.token, self.value = Token.COMMENT, None
        return True

    def _name(self, first: str) -> bool:
        if first == "}":
            return self._end(Token.END_OBJECT)
        if first in "\"'":
            name, self._at = read_string(self._text, self._at + 1, first)
        elif is_name_letter(first):
            name, self._at = read_bare_name(self._text, self._at)
        else:
            raise Slip(f"Invalid property identifier character: {first}.", self._at)
        after = self._next()
        if after != ":":
            words = "Invalid character after parsing property name. Expected ':' but got:"
            raise Slip(f"{words} {after or chr(0)}.", self._at)
        self._at += 1
        self.token, self.value = Token.PROPERTY_NAME, name
        self._state = State.PROPERTY
        self._here.name = name
        return True

    def _end(self, token: Token) -> bool:
        self._at += 1
        self.token, self.value = token, None
        closed = self._here.container
        self._here = self._stack.pop() if self._stack else Position()
        if self.depth <= _DEEPEST:
            self._is_too_deep = False
        if closed != ENDS[token]:
            raise Slip(f"JsonToken {token} is not valid for closing JsonType {closed or 'None'}.", self._at)
        self._state = State.POST_VALUE if self._here.container else State.FINISHED
        return True

    # ------------------------------------------------------------ values

    def _value(self, first: str, number: Number, string: Text) -> bool:
        if first in "\"'":
            return self._string(first, string)
        if first in STARTING:
            self._at += 1
            return self._start(STARTING[first], None)
        if first in ENDING and first != "}":
            return self._end(ENDING[first])
        if first == ",":  # it stays for the next step: an empty place between commas is a value
            self.become(Token.UNDEFINED, None, counts=True)
            return True
        if first in WORDS and not (first == "-" and self._text[self._at + 1 : self._at + 2] != "I"):
            return self._word(first)
        return self._number(first, number)

    def _string(self, quote: str, string: Text) -> bool:
        self._at += 1
        start = self._at
        text, self._at = read_string(self._text, start, quote)
        self.raw = text
        self.become(self.token, self.value, counts=True)  # before it is read: an error leaves it behind
        token, value = string(text)
        self.become(token, value)
        return True

    def _number(self, first: str, number: Number) -> bool:
        if not is_number_letter(first):
            raise Slip(f"Unexpected character encountered while parsing value: {first}.", self._at)
        start, self._at = self._at, end_of_number(self._text, self._at)
        self.raw = self._text[start : self._at]
        self.become(self.token, self.value, counts=True)  # before it is read: an error leaves it behind
        token, value = number(self.raw)
        self.become(token, value)
        return True

    def _start(self, token: Token, value: Any) -> bool:
        self.token, self.value = token, value
        self._state = STARTS[token]
        outer, self._here = self._here, Position(CONTAINERS[token])
        if not outer.container:
            return True
        outer.step()
        self._stack.append(outer)
        if len(self._stack) >= _DEEPEST and not self._is_too_deep:
            self._is_too_deep = True
            raise Slip(f"The reader's MaxDepth of {_DEEPEST} has been exceeded.", self._at)
        return True

    def _word(self, first: str) -> bool:
        second = self._text[self._at + 1 : self._at + 2]
        if first == "n" and second != "u":
            return self._constructor(second)
        word, token, value, words = WORDS[first]
        self._match(word, words)
        self.raw = word
        self.become(token, value, counts=True)
        return True

    def _match(self, word: str, words: str) -> None:
        """Go past a word that must stand here, with a separator after it."""
        if not self._text.startswith(word, self._at):
            raise Slip(words, self._at)
        self._at += len(word)
        after = self._text[self._at : self._at + 2]
        in_constructor = self._state in (State.CONSTRUCTOR, State.CONSTRUCTOR_START)
        separates = after[:1] in ("", "\0", "}", "]", ",") or after in ("/*", "//") or BLANK.match(after)
        if not separates and not (after[:1] == ")" and in_constructor):
            raise Slip(words, self._at)

    def _constructor(self, second: str) -> bool:
        if second != "e":
            unexpected = "Unexpected character encountered while parsing value: n."
            raise Slip(unexpected if second else "Unexpected end.", self._at)
        self._match("new", "Unexpected content while parsing JSON.")
        self._next()
        start, self._at = self._at, end_of_word(self._text, self._at)
        name = self._text[start : self._at]
        after = self._next()
        if after != "(":
            words = f"Unexpected character while parsing constructor: {after}."
            raise Slip(words if after else _NO_CONSTRUCTOR, self._at)
        self._at += 1
        return self._start(Token.START_CONSTRUCTOR, name)
