"""Calling lists: how far their records are, and who holds them."""

from __future__ import annotations

from typing import Any

from mockserver.callcentre.errors import ListNotFound
from mockserver.callcentre.lists import CallingLists
from mockserver.callcentre.lists.model import ListRecord
from mockserver.clock import Millis, iso
from mockserver.web.admin.ask import Ask, Wrong


def listing(ask: Ask) -> Any:
    """All calling lists of all vendors."""
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        found = [
            {"vendor": vendor, "name": name, "records": lists.records.total(name), "held": _held(lists, name)}
            for vendor in ask.sandbox.vendors
            for lists in (ask.sandbox.lists(vendor),)
            for name in lists.records.names()
        ]
    return {"lists": found}


def show(ask: Ask) -> Any:
    """A page of a list's records: ``?page=1&size=50``."""
    vendor, name = ask.parts["vendor"], ask.parts["key"]
    page, size = max(1, ask.number("page", 1)), min(1000, max(1, ask.number("size", 50)))
    if vendor not in ask.sandbox.vendors:
        raise Wrong(404, f"no vendor {vendor!r} in this sandbox")
    first = (page - 1) * size + 1
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        lists = ask.sandbox.lists(vendor)
        try:
            found = [_told(lists, each) for each in lists.records.among(name, range(first, first + size))]
            total = lists.records.total(name)
        except ListNotFound as why:
            raise Wrong(404, f"{vendor!r} has no calling list {name!r}") from why
    return {"records": found, "meta": {"total": total}}


def _held(lists: CallingLists, name: str) -> int:
    return sum(handle.list == name for handle in lists.handles)


def _told(lists: CallingLists, record: ListRecord) -> dict[str, Any]:
    return {
        "number": record.number,
        "phone": record.phone,
        "chain": record.chain,
        "kind": record.kind,
        "status": record.status,
        "result": record.result or None,
        "attempts": record.attempts,
        "called": _moment(record.called),
        "due": _moment(record.due or None),
        "hours": {"from": record.window.since, "until": record.window.until, "zone": record.window.zone},
        "agent": record.agent or None,
        "campaign": record.campaign or None,
        "handle": _handle(lists, record.handle) if record.handle else None,
        "others": dict(record.others),
    }


def _handle(lists: CallingLists, number: int) -> dict[str, Any]:
    """Who holds a record, and how far that agent is with it."""
    handle = lists.handles.find(number)
    callback = handle.callback
    return {
        "number": handle.number,
        "user": handle.user,
        "device": handle.device or None,
        "stage": handle.stage,
        "call": handle.call or None,
        "callback": None if callback is None else {"kind": callback.kind, "due": _moment(callback.due)},
    }


def _moment(moment: Millis | None) -> str | None:
    return None if moment is None else iso(moment)
