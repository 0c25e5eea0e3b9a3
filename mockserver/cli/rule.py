"""``mockserver rule``: rules of a running server, added, listed and dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import click

from mockserver.cli.admin import SERVER_OPTIONS, Admin
from mockserver.cli.failing import Mistake, Mistakes
from mockserver.cli.options import with_options
from mockserver.cli.show import say, say_json, say_table

EPILOG = """\b
Examples:
  mockserver rule add '{operation: createCall, fault: HANG, when: {first: 3}}'
  mockserver rule add '{path: "*", respond: {status: 503, retry_after: 30s}, ttl: 1m}'
  mockserver rule list
  mockserver rule drop 'live[1]'

The words are those of a rule in a scenario file; a live rule stands before all others.
"""

_SUCH = "'{operation: createCall, fault: HANG}'"
# fmt: off
OPTIONS = (
    *SERVER_OPTIONS,
    click.option("--json", "as_json", is_flag=True, help="What the admin API answers."),
)
# fmt: on


@click.command("rule", epilog=EPILOG, short_help="Add, list and drop rules of a running server")
@click.argument("action", type=click.Choice(("add", "list", "drop")))
@click.argument("what", required=False, metavar="[WORDS|ID]")
@with_options(OPTIONS)
def command(action: str, what: str | None, *, url: str, admin_token: str | None, **options: Any) -> None:
    """Change what a running server answers, without restarting it.

    \b
    rule add WORDS    put a rule before all others
    rule list         all rules, each with how often it has answered
    rule drop ID      take one away, by its id or name
    """
    admin = Admin(url, admin_token, options["sandbox"])
    told = ACTIONS[action](admin, what)
    if options["as_json"]:
        say_json(told)
    else:
        tell(told["rules"] if action == "list" else [told])


def _add(admin: Admin, words: str | None) -> Any:
    return admin.post("/rules", _read(_given(words, f"the words of a rule, e.g. {_SUCH}")))


def _list(admin: Admin, what: str | None) -> Any:
    if what is not None:
        raise Mistake(f"rule list takes nothing more, not {what!r}")
    return admin.get("/rules")


def _drop(admin: Admin, key: str | None) -> Any:
    return admin.delete("/rules/" + quote(_given(key, "the id or the name of a rule"), safe=""))


ACTIONS: dict[str, Callable[[Admin, str | None], Any]] = {"add": _add, "list": _list, "drop": _drop}


def _given(what: str | None, expected: str) -> str:
    if not what:
        raise Mistake(f"give {expected}")
    return what


def _read(words: str) -> Any:
    """The words as JSON has them.

    Raises:
        Mistake: they are no YAML.
    """
    from mockserver.scenario.load import tree_of
    from mockserver.scenario.mistakes import ScenarioMistake
    from mockserver.scenario.nodes import plain

    try:
        found = plain(tree_of(words, "the rule"))
    except ScenarioMistake as why:
        raise Mistakes(*map(str, why.mistakes)) from why
    if not isinstance(found, dict):
        raise Mistake(f"the words of a rule are a mapping, e.g. {_SUCH}")
    return found


def tell(rules: Sequence[Mapping[str, Any]]) -> None:
    if not rules:
        say("no rules")
        return
    cells = (
        (row["name"], row["origin"], row["answered"], _until(row), json.dumps(row["rule"])) for row in rules
    )
    say_table(("NAME", "FROM", "ANSWERED", "UNTIL", "RULE"), cells)


def _until(row: Mapping[str, Any]) -> str:
    return "ended" if row["ended"] else row["until"] or "-"
