"""``mockserver vendors``: the vendors served, and what each can do and be told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.finding import vendor_named
from mockserver.cli.show import Row, say, say_json, say_table, say_title
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.kit import Vendor
    from mockserver.wire import Wire

_OPERATION = ("name", "method", "path", "fidelity", "open", "about")
EPILOG = """\b
Examples:
  mockserver vendors
  mockserver vendors huawei
  mockserver vendors huawei --json
"""


@click.command("vendors", epilog=EPILOG, short_help="List the vendors, or what one can do and be told")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the vendors this mockserver knows.

    With NAME: its operations, settings with their defaults, the assumptions that
    settings switch, refusals to name in rules, callbacks and magic numbers.
    """
    if name is not None:
        told = whole(vendor_named(name))
        say_json(told) if as_json else tell(told)
        return
    rows = [summary(vendor) for vendor in Installed().values()]
    if as_json:
        say_json({"vendors": rows})
    else:
        say_table(("NAME", "VENDOR", "OPERATIONS", "PATHS"), [_line(row) for row in rows])


def _line(row: dict[str, Any]) -> Row:
    return row["name"], row["title"], len(row["operations"]), " ".join(row["mounts"])


def summary(vendor: Vendor) -> dict[str, Any]:
    """A vendor in short, as plain data."""
    names = [row.name for row in vendor.operations]
    return {"name": vendor.name, "title": vendor.title, "mounts": list(vendor.mounts), "operations": names}


def whole(vendor: Vendor) -> dict[str, Any]:
    """All that a person may want to know of a vendor, as plain data."""
    return {
        **summary(vendor),
        "operations": [_operation(row) for row in vendor.operations],
        "settings": settings_of(vendor.settings),
        "assumptions": dict(vendor.assumptions),
        "refusals": [_refusal(name, row) for name, row in vendor.refusals.items()],
        "statuses": {str(status): name for status, name in vendor.by_status.items()},
        "notices": [{"name": notice.name, "on": str(notice.on or "a request")} for notice in vendor.notices],
        "retries": list(vendor.retries),
        "magic": {number: list(steps) for number, steps in vendor.playing.magic.items()},
        "outcomes": {str(outcome): list(steps) for outcome, steps in vendor.playing.outcomes.items()},
        "usual": list(vendor.playing.usual),
    }


def _operation(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OPERATION}


def _refusal(name: str, row: Any) -> dict[str, Any]:
    return {
        "name": name,
        **{part: getattr(row, part) for part in ("status", "code", "message", "reason", "fidelity")},
    }


def settings_of(schema: type[Wire]) -> list[dict[str, Any]]:
    """The settings a scenario may give: name, type, default."""
    return [_setting(name, field) for name, field in schema().fields.items()]


def _setting(name: str, field: Any) -> dict[str, Any]:
    from marshmallow import missing

    default = field.load_default() if callable(field.load_default) else field.load_default
    shown = {"name": field.data_key or name, "type": _type(field), "required": field.required}
    return shown if default is missing else {**shown, "default": default}


def _type(field: Any) -> str:
    kind = type(field).__name__.lower().removeprefix("http")
    inner = getattr(field, "inner", None)
    return f"list of {_type(inner)}" if inner is not None else {"nested": "mapping"}.get(kind, kind)


def tell(told: dict[str, Any]) -> None:
    """A vendor in words: one table after the other."""
    say_title(told["title"])
    for title, headings, rows in _tables(told):
        listed = list(rows)
        if listed:
            say()
            say_title(title)
            say_table(headings, listed)


Section = tuple[str, Sequence[str], Iterable[Row]]


def _tables(told: dict[str, Any]) -> list[Section]:
    statuses = {name: status for status, name in told["statuses"].items()}
    # fmt: off
    return [
        ("Operations", ("NAME", "METHOD", "PATH", "SOURCE", "ABOUT"),
         ([row[part] for part in _OPERATION if part != "open"] for row in told["operations"])),
        ("Settings: vendors.<name>.<setting> in a scenario", ("SETTING", "TYPE", "DEFAULT"),
         ((row["name"], row["type"], _default(row)) for row in told["settings"])),
        ("Assumptions: settings that decide what nobody outside the vendor knows", ("SETTING", "DECIDES"),
         told["assumptions"].items()),
        ("Refusals: respond: {error: NAME} in a rule; a status stands for the one beside it",
         ("NAME", "STATUS", "CODE", "MESSAGE", "FOR STATUS"),
         ((row["name"], row["status"], row["code"], row["message"], statuses.get(row["name"], ""))
          for row in told["refusals"])),
        ("Callbacks", ("NOTICE", "WHEN A CALL IS"), ((row["name"], row["on"]) for row in told["notices"])),
        ("Magic numbers: how a call to such a number goes", ("CALLED", "STEPS"),
         ((number, ", ".join(steps)) for number, steps in told["magic"].items())),
        ("Outcomes: a call that goes so", ("OUTCOME", "STEPS"),
         ((outcome, ", ".join(steps)) for outcome, steps in told["outcomes"].items())),
        ("Any other call", ("STEPS",), [(", ".join(told["usual"]),)] if told["notices"] else []),
    ]
    # fmt: on


def _default(row: dict[str, Any]) -> str:
    if "default" not in row:
        return "(has to be given)" if row["required"] else "(the vendor's own)"
    return json.dumps(row["default"], ensure_ascii=False, default=str)
