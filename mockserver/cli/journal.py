"""``mockserver journal``: what a running server was sent, and what it answered."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Event as Pause
from typing import Any

import click

from mockserver.cli.admin import SERVER_OPTIONS, Admin
from mockserver.cli.failing import Mistake
from mockserver.cli.options import with_options
from mockserver.cli.show import columns, remark, say, say_json, say_table

Event = Mapping[str, Any]  # in the shape of GET /__admin/requests

HEADINGS = ("NO", "TIME", "ID", "VENDOR", "OPERATION", "REQUEST", "STATUS", "NOTE")
WAIT = 0.4  # seconds between two looks of --follow
PAGE = 100
EPILOG = """\b
Examples:
  mockserver journal                         the last exchanges, newest at the bottom
  mockserver journal --follow                and those to come
  mockserver journal --as-curl 5f1c          send one again: the beginning of its id, or its number
  mockserver journal --sandbox alice --json | jq '.requests[].response.status'

Secrets, tokens and phone numbers are hidden unless --no-redact is given.
"""


# fmt: off
OPTIONS = (
    *SERVER_OPTIONS,
    click.option("--follow", "-f", is_flag=True, help="Go on with what is to come; Ctrl-C ends it."),
    click.option("--as-curl", metavar="ID", help="The curl command that sends this request again."),
    click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, metavar="N",
                 help="At most so many."),
    click.option("--unmatched", is_flag=True, help="Only what no operation and no rule answered."),
    click.option("--redact/--no-redact", "hide", default=True,
                 help="Whether secrets, tokens and phone numbers are hidden; they are."),
    click.option("--json", "as_json", is_flag=True, help="JSON; one line for each exchange with --follow."),
)
# fmt: on


@click.command("journal", epilog=EPILOG, short_help="Show what a running server was sent")
@click.argument("action", type=click.Choice(("list", "follow", "curl")), required=False)
@click.argument("event", required=False, metavar="[ID]")
@with_options(OPTIONS)
def command(action: str | None, event: str | None, **options: Any) -> None:
    """List the exchanges of a running server, follow them, or print one as curl.

    \b
    journal [list]      the last exchanges
    journal follow      the same as --follow
    journal curl ID     the same as --as-curl ID
    """
    admin = Admin(options["url"], options["admin_token"], options["sandbox"])
    wanted = options["as_curl"] or event
    if (action == "curl") != (event is not None):
        raise Mistake("write it as: mockserver journal curl ID")
    if wanted is not None:
        print_curl(admin, wanted, options["hide"], options["as_json"])
    elif options["follow"] or action == "follow":
        follow(admin, options)
    else:
        show(admin, options)


def show(admin: Admin, options: Mapping[str, Any]) -> None:
    """The last exchanges, newest at the bottom."""
    answer = admin.get("requests", limit=options["limit"], unmatched=_flag(options))
    events = [shown(event, options["hide"]) for event in answer["requests"]]
    if options["as_json"]:
        say_json({**answer, "requests": events})
        return
    say_table(HEADINGS, [row(event) for event in reversed(events)])
    left = answer["meta"]["total"] - len(events)
    if left > 0:
        remark(f"{left} earlier ones are not shown: --limit {answer['meta']['total']}")


def _flag(options: Mapping[str, Any]) -> str | None:
    return "true" if options["unmatched"] else None


def follow(admin: Admin, options: Mapping[str, Any]) -> None:
    """The last exchanges and all to come, each on its line, until Ctrl-C."""
    say_line = _as_json if options["as_json"] else _as_columns
    try:
        for events in _arriving(admin, options):
            say_line([shown(event, options["hide"]) for event in events])
    except KeyboardInterrupt:
        return


def _arriving(admin: Admin, options: Mapping[str, Any]) -> Iterator[Sequence[Event]]:
    """What is new at each look, oldest first; after a reset the numbers begin anew."""
    newest, pause = 0, Pause()
    limit = options["limit"]
    while True:
        events = _since(admin, newest, limit, _flag(options))
        if events:
            newest = _number(events[-1])
            yield events
        elif _latest(admin) < newest:
            newest = 0
            continue
        limit = PAGE
        pause.wait(WAIT)


def _since(admin: Admin, newest: int, limit: int, unmatched: str | None) -> list[Event]:
    """What came after that number: a page of it, or all if a page is not enough."""
    found = admin.get("requests", limit=limit, unmatched=unmatched)["requests"]
    if newest and len(found) == limit and _number(found[-1]) > newest + 1:
        found = admin.get("requests", unmatched=unmatched)["requests"]
    return [event for event in reversed(found) if _number(event) > newest]


def _latest(admin: Admin) -> int:
    found = admin.get("requests", limit=1)["requests"]
    return _number(found[0]) if found else 0


def _number(event: Event) -> int:
    return int(event["mockserver"]["number"])


def _as_json(events: Iterable[Event]) -> None:
    for event in events:
        say_json(event, lines=True)


def _as_columns(events: Iterable[Event]) -> None:
    for line in columns([[str(cell) for cell in row(event)] for event in events]):
        say(line)


def print_curl(admin: Admin, wanted: str, hide: bool, as_json: bool) -> None:
    """One request as a curl command."""
    from mockserver.cli.curl import as_curl

    event = one(admin, wanted)
    told = as_curl(shown(event, hide)["request"])
    if as_json:
        say_json({"id": event["id"], "curl": told})
    else:
        say(told)
    if told != as_curl(event["request"]):
        remark("secrets and phone numbers are hidden here: --no-redact shows them")


def one(admin: Admin, wanted: str) -> Event:
    """The event of that id, of an id that begins so, or of that number.

    Raises:
        Mistake: there is none, or more than one.
    """
    events: list[Event] = admin.get("requests")["requests"]
    found = [event for event in events if wanted in (event["id"], str(_number(event)))]
    found = found[:1] or [event for event in events if event["id"].startswith(wanted)]
    if len(found) != 1:
        many = "more than one exchange has" if found else "no exchange has"
        raise Mistake(f"{many} an id that begins with {wanted!r}; mockserver journal lists them")
    return found[0]


def row(event: Event) -> tuple[object, ...]:
    """An event as a row of the table."""
    request, ours = event["request"], event["mockserver"]
    return (
        ours["number"],
        request["loggedDateString"][11:],
        event["id"][:8],
        ours["vendor"] or "-",
        ours["operation"] or "-",
        f"{request['method']} {request['url']}",
        event["response"]["status"],
        note(event),
    )


def note(event: Event) -> str:
    """What is remarkable about an exchange."""
    ours = event["mockserver"]
    parts = (
        ours["bug"] and "a bug of mockserver's",
        ours["rule"],
        ours["refusal"],
        ", ".join(ours["losses"]),
        "" if event["wasMatched"] else "unmatched",
    )
    return "; ".join(part for part in parts if part)


def shown(event: Event, hide: bool) -> Event:
    """The event as it may be shown: without secrets, tokens and phone numbers, unless they are wanted."""
    if not hide:
        return event
    from mockserver import redact

    ours = event["mockserver"]
    losses = [redact.text(loss) for loss in ours["losses"]]
    return {
        **event,
        "request": _half(event["request"]),
        "response": _half(event["response"]),
        "mockserver": {**ours, "losses": losses, "bug": redact.text(ours["bug"])},
    }


def _half(half: Mapping[str, Any]) -> dict[str, Any]:
    from mockserver import redact

    given: Mapping[str, str] = half["headers"]
    media_type = next((value for name, value in given.items() if name.lower() == "content-type"), "")
    body = redact.text(half["body"], media_type)
    urls = {name: redact.text(half[name]) for name in ("url", "absoluteUrl") if name in half}
    return {
        **half,
        **urls,
        "headers": dict(redact.headers(given.items())),
        "body": body,
        "bodyAsBase64": base64.b64encode(body.encode()).decode(),
    }
