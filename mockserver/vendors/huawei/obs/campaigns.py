"""Campaigns: created, filled with numbers and asked after by the application whose calls they are.

Rule: what is wrong with what is asked is a row of a table, strongest first; the answer has code and
description twice, as the document's samples have them. A campaign is an outbound task like any other.
"""

from __future__ import annotations

from typing import Any

from mockserver.formats.base import Plain
from mockserver.kit import Desk, Refused
from mockserver.vendors.huawei.obs.campaign_checks import WRONG, WRONG_NUMBERS
from mockserver.vendors.huawei.obs.outbound import (
    DATA,
    Datum,
    Task,
    add,
    begin,
    key_of,
    of_call,
    task_at,
)
from mockserver.vendors.huawei.obs.paths import named

COUNT = "huawei.obs.campaigns"
EACH = 10**9  # ids of data that a campaign may hand out
FIRST_ID = 18 * 10**17  # dataIds have 19 digits in the samples
SUCCESS = "0200000"


def create(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """A campaign; its number is the service id of the task that it is.

    Raises:
        Refused: by a row of ``WRONG``.
    """
    for name, member, is_so in WRONG:
        if is_so(desk, asked):
            raise Refused(name, member=member)
    vdn_id = int(named(desk)["vdn_id"])
    number = _next_number(desk, vdn_id)
    task = Task(
        key=key_of(vdn_id, str(number)),
        vdn_id=vdn_id,
        service_id=str(number),
        sub_cc_no=desk.settings["campaign_sub_cc_no"],
        device_type=asked["device_type"],
        first_id=str(FIRST_ID + number * EACH),
        caller_number=asked["caller_number"] or "",
        retries=desk.settings["campaign_retries"],
        callback_url=asked["callback_url"] or None,
        name=asked["name"],
    )
    begin(desk, task)
    codes = {"resultCode": SUCCESS, "resultDesc": "", "returnCode": SUCCESS, "returnDesc": ""}
    return {**codes, "returnObject": {"id": number}}  # this sample has another order than the others


def _next_number(desk: Desk, vdn_id: int) -> int:
    number = desk.rows.get(COUNT, "count") or 0
    while True:  # a task of the scenario may have that number
        number += 1
        if task_at(desk, key_of(vdn_id, str(number))) is None:
            desk.rows.put(COUNT, "count", number)
            return int(number)


def add_numbers(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """Numbers for a campaign, to be called after those it has.

    Raises:
        Refused: ``CampaignNotThere``, or by a row of ``WRONG_NUMBERS``.
    """
    task, given = _campaign(desk), asked["call_data_list"]
    for name, member, is_so in WRONG_NUMBERS:
        if is_so(given):
            raise Refused(name, member=member)
    data = [
        add(desk, task, each["called"], each["session_id"] or "", each["call_data"] or "") for each in given
    ]
    told: list[Plain] = [{"called": each.number, "dataId": each.unique_id} for each in data]
    return _succeeded("create data succeeded", returnObject={"totalSize": len(data), "dataIdList": told})


def query(desk: Desk, _asked: dict[str, Any]) -> dict[str, Plain]:
    """A number of a campaign.

    Raises:
        Refused: ``CampaignNotThere`` or ``CampaignNoData``.
    """
    task = _campaign(desk)
    datum: Datum | None = desk.rows.get(DATA, f"{task.key} {named(desk)['data_id']}")
    if datum is None:
        raise Refused("CampaignNoData")
    numbers: list[Plain] = [{"calledNo": datum.number, "type": None}]
    data = {"dataId": datum.unique_id, "calledNos": numbers, "properties": []}
    return _succeeded("query data success", data=data)


def result(desk: Desk, _asked: dict[str, Any]) -> dict[str, Plain]:
    """What became of a call, by the id that was written back with it.

    Raises:
        Refused: ``CampaignNoResult``.
    """
    asked = named(desk)
    datum = of_call(desk, int(asked["vdn_id"]), asked["call_id"])
    if datum is None or datum.written is None:
        raise Refused("CampaignNoResult")
    written = datum.written
    data = {
        "callId": written.call_id,
        "called": written.phone_number or datum.number,
        "callEndTime": written.end_call_time or "",
        "vdnId": datum.task.vdn_id,
        "callStatus": str(datum.outcome),
        "failCode": written.fail_code or "00000",
        "callBeginTime": written.write_start_time or "",
        "recordPath": "",
        "ackBeginTime": written.fetch_time or "",
    }
    return _succeeded("Query Success!", data=data)


def _campaign(desk: Desk) -> Task:
    asked = named(desk)
    task = task_at(desk, key_of(int(asked["vdn_id"]), asked["campaign_id"]))
    if task is None:
        raise Refused("CampaignNotThere")
    return task


def _succeeded(text: str, **more: Plain) -> dict[str, Plain]:
    """A success; its members in the order in which the sample of most interfaces prints them."""
    return {
        "returnCode": SUCCESS,
        **more,
        "resultCode": SUCCESS,
        "resultDesc": text,
        "returnDesc": text,
    }
