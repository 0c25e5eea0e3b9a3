"""What the client under test is to do: list with verdicts, add, drop, wait for."""

from __future__ import annotations

from typing import Any

from mockserver.clock import Millis
from mockserver.formats.base import Limits
from mockserver.frozen import replaced
from mockserver.reply import Held
from mockserver.scenario.expected import Expectation, auto_name
from mockserver.scenario.expecting import EXPECT, slips_of
from mockserver.scenario.fromjson import Slip
from mockserver.scenario.shapes import ListOf
from mockserver.verify.verdicts import told
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.expecting import LONGEST, ExpectationsWait
from mockserver.web.admin.words import Misspelt, words_of
from mockserver.web.verifying import Sight

_ROWS = ListOf(EXPECT, least=1)


def listing(ask: Ask) -> Any:
    """The verdict on each expectation as things stand; ``?final=true``: nobody waits any longer."""
    return told(sight_of(ask).verdicts(final=ask.query.get("final") == "true"))


def sight_of(ask: Ask) -> Sight:
    """What looks at the sandbox that is meant."""
    return Sight(ask.sandbox, Limits(size=ask.world.settings.body_limit))


def add(ask: Ask) -> Any:
    """Expect something more, in the words of scenario files: one, or a list as ``expectations``."""
    if "expectations" in ask.body:
        ask.only("expectations")
        pointer, rows = "/expectations", words_of(ask, _ROWS, ask.body["expectations"], "/expectations")
    else:
        pointer, rows = "", (words_of(ask, EXPECT, ask.body),)
    with ask.sandbox.transaction():
        given = _named(ask, rows)
        _check(ask, given, pointer)
        for each in given:
            ask.sandbox.expectations.add(each)
        added = {each.name for each in given}
        verdicts = [each for each in sight_of(ask).verdicts() if each.name in added]
    return Answer(told(verdicts), 201)


def _named(ask: Ask, rows: tuple[Expectation, ...]) -> list[Expectation]:
    first = len(ask.sandbox.expectations)
    return [row if row.name else replaced(row, name=auto_name(first + at)) for at, row in enumerate(rows)]


def _check(ask: Ask, given: list[Expectation], pointer: str) -> None:
    rules = [row.rule.name for row in ask.sandbox.rules]
    slips = slips_of(given, rules, ask.sandbox.expectations.known)
    rows = [Slip(f"/{slip.row}/{slip.key}" if pointer else f"/{slip.key}", slip.text) for slip in slips]
    if rows:
        raise Misspelt(tuple(rows), pointer)


def drop(ask: Ask) -> Any:
    """Forget the expectations that were added; the scenario's stay."""
    with ask.sandbox.transaction():
        return {"dropped": ask.sandbox.expectations.drop()}


def wait(ask: Ask) -> Held:
    """Hold the answer until every verdict is settled; after ``timeout`` (10s) they are final as they are.

    What is right so far, but may become too much at any time, is settled once ``quiet`` (200ms, real time)
    passed without another exchange. 408 where the timeout came, and not all pass.
    """
    ask.only("timeout", "quiet")
    return ExpectationsWait(
        ask.world, sight_of(ask), ask.sandbox, _timeout(ask), ask.lasting("quiet", "200ms")
    ).begin()


def _timeout(ask: Ask) -> Millis:
    timeout = ask.lasting("timeout", "10s")
    if timeout > LONGEST:
        raise Wrong(422, "'timeout' is 5m at the most", "/timeout")
    return timeout
