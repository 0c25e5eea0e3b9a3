"""``mockserver verify``: whether a running server's client does what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mockserver.cli.admin import SERVER_OPTIONS, Admin
from mockserver.cli.failing import UNMET, UNSURE, Unmet, Unsure
from mockserver.cli.options import Seconds, with_options
from mockserver.cli.show import say, say_json

CODES = {"pass": 0, "fail": UNMET, "inconclusive": UNSURE}
NOTHING = "nothing is expected, so nothing passed: what has to come stands under 'expect' in the scenario"
SLACK = 5.0  # seconds that an answer may take beyond the wait
EPILOG = """\b
Examples:
  mockserver verify                          the verdicts as things stand: nobody waits any longer
  mockserver verify --wait 30s               wait until all are settled, for so long at the most
  mockserver verify --sandbox alice --json | jq '.expectations[].reason'

Exit code: 0 all pass, 1 one fails, 3 none fails and one is inconclusive, or nothing is expected.
Secrets, tokens and phone numbers are hidden unless --no-redact is given.
"""

# fmt: off
OPTIONS = (
    *SERVER_OPTIONS,
    click.option("--wait", type=Seconds(0, 300), metavar="SECONDS",
                 help="Wait until all are settled, for so long at the most."),
    click.option("--redact/--no-redact", "hide", default=True,
                 help="Whether secrets, tokens and phone numbers are hidden; they are."),
    click.option("--json", "as_json", is_flag=True, help="JSON."),
)
# fmt: on


@click.command("verify", epilog=EPILOG, short_help="Judge what a running server's client did")
@with_options(OPTIONS)
def command(**options: Any) -> int:
    """Hold what the scenario expects against what has happened, and say of each whether it passes.

    Reasons name the exchanges they rest on; a fail is followed by what came nearest.
    """
    admin = Admin(options["url"], options["admin_token"], options["sandbox"])
    given = asked(admin, options["wait"])
    shown = _hidden(given) if options["hide"] else given
    if options["as_json"]:
        say_json(shown)
    else:
        _say_all(shown)
    return CODES[given["verdict"]]


def asked(admin: Admin, wait: float | None) -> Mapping[str, Any]:
    """The verdicts, final ones.

    Raises:
        Mistake: what was asked is wrong.
        Unmet: nobody answers, or the answer is no.
        Unsure: the sandbox came to its end meanwhile.
    """
    from mockserver.remote.admin import AdminRefused

    if wait is None:
        return admin.get("expectations", final="true")  # type: ignore[no-any-return]
    try:
        return admin.ask(  # type: ignore[no-any-return]
            "POST", "expectations/wait", {"timeout": wait}, timeout=wait + SLACK
        )
    except Unmet as why:
        refused = why.__cause__
        if isinstance(refused, AdminRefused) and refused.status == 408:
            return refused.body  # type: ignore[no-any-return]
        if isinstance(refused, AdminRefused) and refused.status == 409:  # a reset ends the wait
            raise Unsure(refused.title) from why
        raise


def _hidden(given: Mapping[str, Any]) -> Mapping[str, Any]:
    from mockserver import redact

    return redact.plain(given)  # type: ignore[no-any-return]


def _say_all(given: Mapping[str, Any]) -> None:
    rows = given["expectations"]
    for row in rows:
        say(f"{row['verdict']:<13}{row['name']}: {row['expected']}")
        say(f"{'':<13}{row['reason']}")
        for miss in row["nearMisses"]:
            for line in f"nearest: {miss['text']}".splitlines():
                say(f"{'':<13}{line}")
    passed = sum(row["verdict"] == "pass" for row in rows)
    say(f"{passed} of {len(rows)} expectations pass" if rows else NOTHING)
