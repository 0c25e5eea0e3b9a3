"""Rules of a sandbox: the scenario's, and live ones that are put before them while it runs."""

from __future__ import annotations

from typing import Any

from mockserver.clock import iso
from mockserver.scenario.grammar import ANY_RULE
from mockserver.scenario.standing import Book, RuleNotFound, Standing, TooManyRules, book_with
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.words import words_of


def listing(ask: Ask) -> Any:
    """All rules in the order in which they are looked at, those for requests first, and what each did."""
    with ask.sandbox.transaction():
        return {"rules": [told(ask, book, row) for book in ask.sandbox.books for row in book]}


def add(ask: Ask) -> Any:
    """Put a rule before all others of its kind, in the words of scenario files."""
    return begin(ask, dict(ask.body))


def begin(ask: Ask, words: dict[str, Any], pointer: str = "") -> Answer:
    """Let a rule of these words stand, and tell it.

    Raises:
        Wrong: 422, with each mistake in them; 409, there are too many live rules.
    """
    rule = words_of(ask, ANY_RULE, words, pointer)
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        book = ask.sandbox.book_for(rule)
        try:
            return Answer(told(ask, book, book.add(rule, ask.sandbox.clock.now())), 201)
        except TooManyRules as why:
            raise Wrong(409, str(why)) from why


def drop(ask: Ask) -> Any:
    """Take a rule away, by its id or its name."""
    key = ask.parts["key"]
    with ask.sandbox.transaction():
        try:
            book = book_with(ask.sandbox.books, key)
            found = told(ask, book, book.find(key))
            book.drop(key)
            return found
        except RuleNotFound as why:
            raise Wrong(404, f"no rule has the id or the name {key!r}") from why


def drop_all(ask: Ask) -> Any:
    """Take all live rules away; the scenario's stay."""
    with ask.sandbox.transaction():
        live = [(book, row) for book in ask.sandbox.books for row in book if row.is_live]
        for book, row in live:
            book.drop(row.key)
    return {"dropped": len(live)}


def told(ask: Ask, book: Book[Any], standing: Standing[Any]) -> dict[str, Any]:
    """A rule as JSON."""
    return {
        "id": standing.key,
        "name": standing.rule.name,
        "origin": "live" if standing.is_live else "scenario",
        "answered": book.answered(standing),
        "until": None if standing.until is None else iso(standing.until),
        "ended": not standing.holds(ask.sandbox.clock.now()) or book.has_ended(standing),
        "rule": standing.rule.words,
    }
