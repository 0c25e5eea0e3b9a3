"""Templates: Jinja2 in texts that are made at run time, in an immutable sandbox.

Rule: a template sees what it is given, and nothing is changed by it; what a client did not send
is empty. A text that is one ``{{ … }}`` and nothing else keeps its kind: a number stays a number.
Only this module and ``jinja`` have met Jinja2; ``bounds`` says what one may use up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mockserver.formats.base import Plain
from mockserver.scenario import bounds
from mockserver.scenario.mistakes import nearest
from mockserver.scenario.scene import NoSuchPart, dummies

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from jinja2.environment import TemplateExpression

_ALONE = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%).)*)\}\}\s*", re.DOTALL)


class CannotRender(ValueError):
    """A template went wrong; the text says how, ``line`` where, counted from 0.

    ``missing``: it needs what was not there, such as a member that the client did not send.
    """

    def __init__(self, why: str, line: int = 0, *, missing: bool = False) -> None:
        super().__init__(why)
        self.line = line
        self.missing = missing


def is_template(text: str) -> bool:
    """Whether a text is more than itself."""
    return "{{" in text or "{%" in text


def has_templates(value: Plain) -> bool:
    """Whether there is a template anywhere in a value."""
    return any(is_template(text) for text in texts_of(value))


def texts_of(value: Plain) -> Iterator[str]:
    """All texts in a value; names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_of(item)


def rendered(value: Plain, facts: Mapping[str, Any]) -> Any:
    """The value with all its templates rendered; ``facts`` has what they may name.

    Raises:
        CannotRender: one of them goes wrong.
    """
    with bounds.timed():  # all of them together
        return _rendered(value, facts)


def _rendered(value: Plain, facts: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _value(value, facts) if is_template(value) else value
    if isinstance(value, Mapping):
        return {name: _rendered(item, facts) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rendered(item, facts) for item in value]
    return value


def text(template: str, facts: Mapping[str, Any]) -> str:
    """A template as text, whatever it is made of.

    Raises:
        CannotRender: it goes wrong.
    """
    return template if not is_template(template) else _guarded(lambda: _template(template).render(facts))


def _value(template: str, facts: Mapping[str, Any]) -> Any:
    alone = _ALONE.fullmatch(template)
    if alone is None:
        return text(template, facts)
    return _guarded(lambda: _plain(_expression(alone[1])(**facts)))


def _plain(value: Any) -> Any:
    """What an expression gives, as data; what is no data is its text, and what there is not is nothing."""
    from jinja2 import Undefined

    bounds.check_output(value)
    if isinstance(value, Undefined):
        return None
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _guarded(render: Callable[[], Any]) -> Any:
    from jinja2 import TemplateError, UndefinedError

    try:
        with bounds.timed():
            return render()
    except TemplateError as why:
        line = getattr(why, "lineno", None) or 1
        text = why.message or type(why).__name__
        raise CannotRender(text, line - 1, missing=isinstance(why, UndefinedError)) from why
    except (bounds.UsesTooMuch, bounds.NoOutput, NoSuchPart) as why:
        raise CannotRender(str(why)) from why
    except Exception as why:  # an expression can go wrong in as many ways as Python can
        raise CannotRender(f"{type(why).__name__}: {why}") from why


def problem(template: str, facts: Mapping[str, Any] | None = None) -> tuple[int, str] | None:
    """What is wrong with a template: the line, counted from 0, and why; None if nothing is.

    It is parsed, the names in it are looked up in ``facts`` (all that rules know, if not given), and it
    is rendered once with values that are like those of a run.
    """
    from jinja2 import TemplateSyntaxError, meta

    if not is_template(template):
        return None
    known = dummies() if facts is None else facts
    try:
        names = meta.find_undeclared_variables(_environment().parse(template))
        _value(template, known)
    except TemplateSyntaxError as why:
        return why.lineno - 1, why.message or "no template"
    except CannotRender as why:
        if not why.missing:  # in a rehearsal nobody has sent anything
            return why.line, str(why)
    unknown = sorted(names - known.keys() - _environment().globals.keys())
    return _unknown(template, unknown[0], tuple(known)) if unknown else None


def _unknown(template: str, name: str, known: tuple[str, ...]) -> tuple[int, str]:
    near = nearest(name, known)
    found = re.search(rf"\b{re.escape(name)}\b", template)
    line = template.count("\n", 0, found.start()) if found else 0
    hint = f"; did you mean {near}?" if near else ""
    return line, f"nothing is called {name!r}; there is {', '.join(known)}{hint}"


@cache
def _environment() -> Environment:
    from mockserver.scenario.jinja import environment

    return environment()


@lru_cache(maxsize=1024)
def _template(template: str) -> Template:
    return _environment().from_string(template)


@lru_cache(maxsize=1024)
def _expression(source: str) -> TemplateExpression:
    return _environment().compile_expression(source.strip(), undefined_to_none=False)
