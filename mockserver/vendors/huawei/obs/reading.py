"""What a CTI-OBS reads: addresses of interfaces, tasks, their data, and whether a day is a holiday."""

from __future__ import annotations

from typing import Any

from mockserver.formats.base import Plain
from mockserver.kit import Desk
from mockserver.vendors.huawei.obs.answers import succeeded_with
from mockserver.vendors.huawei.obs.outbound import Datum, fetched, find_task, next_data, tasks
from mockserver.vendors.huawei.obs.wire import refused_if_empty

VERSION = 310
MOST_AT_ONCE = 2_000
INTERFACES: dict[str, Plain] = {  # as the document's sample prints them
    "refreshToken": "/iSales/refreshToken",
    "getTask": "/iSales/getTask",
    "getUserData": "/iSales/getUserData",
    "getHoliDay": "/iSales/getHoliDay",
    "pushCallOutRlt": "/iSales/pushCallOutRlt",
    "pushMidRlt": "/iSales/pushMidRlt",
    "pushTaskStatus": "/iSales/pushTaskStatus",
}
_SERVICE, _HOLIDAY = {"service_id": "serviceId"}, {"holiday_id": "holidayId"}


def interface(desk: Desk, _asked: dict[str, Any]) -> dict[str, Plain]:
    """The version of the interfaces, and their addresses, whatever version the client knows."""
    return succeeded_with(desk, {"version": VERSION, **INTERFACES})


def list_tasks(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """The tasks of a virtual call centre; of one that nobody knows there are none."""
    here = (asked["sub_cc_no"], asked["vdn_id"])
    found = [each.service_id for each in tasks(desk) if (each.sub_cc_no, each.vdn_id) == here]
    return succeeded_with(desk, {"taskData": [{"serviceId": service_id} for service_id in found]})


def call_numbers(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """The next data of a task; they are handed out once.

    Raises:
        Refused: ``ObsEmpty`` or ``ObsNoSuchTask``.
    """
    refused_if_empty(asked, _SERVICE)
    task = find_task(desk, asked["vdn_id"], asked["sub_cc_no"], asked["service_id"])
    many = min(asked["batch_count"], MOST_AT_ONCE)
    data = [_told(fetched(desk, each)) for each in next_data(desk, task, many)]
    if desk.settings["obs_batch"] == "list" or many != 1:
        return succeeded_with(desk, data)
    return succeeded_with(desk, data[0] if data else {})


def is_holiday(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """Whether a day is a holiday: 1 or 0."""
    refused_if_empty(asked, _HOLIDAY)
    return succeeded_with(desk, {"isHoliday": int(asked["holiday_id"] in desk.settings["obs_holidays"])})


def _told(datum: Datum) -> dict[str, Plain]:
    """A datum in the order of the document's table, which spells seviceId so."""
    return {
        "version": str(VERSION),
        "seviceId": datum.task.service_id,
        "uniqueId": datum.unique_id,
        "phoneNumber": [datum.number],
        "callData": datum.call_data,
        "callerNumber": datum.task.caller_number,
        "ieData": "",
    }
