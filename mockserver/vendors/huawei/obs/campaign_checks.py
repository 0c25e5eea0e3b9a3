"""What may be wrong with a campaign that is to be created, and with numbers that are to be added, as tables.

Rule: a table names the refusal, the member and what is so, strongest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from mockserver.kit import Desk
from mockserver.vendors.huawei.obs.outbound import Task, tasks
from mockserver.vendors.huawei.obs.paths import named
from mockserver.vendors.huawei.obs.tables import DEVICE_TYPES, IVRS, QUEUES

NAME_LENGTH, SESSION_LENGTH, NUMBER_LENGTH, DATA_LENGTH, MOST_NUMBERS = 32, 32, 24, 1024, 20
_NUMBER = re.compile(r"[0-9*#]+")
_URL = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?")


def _is_nameless(_desk: Desk, asked: dict[str, Any]) -> bool:
    return not asked["name"]


def _has_long_name(_desk: Desk, asked: dict[str, Any]) -> bool:
    return len(asked["name"]) > NAME_LENGTH


def _is_of_no_kind(_desk: Desk, asked: dict[str, Any]) -> bool:
    return asked["device_type"] not in DEVICE_TYPES


def _has_bad_url(_desk: Desk, asked: dict[str, Any]) -> bool:
    return bool(asked["callback_url"]) and _URL.fullmatch(asked["callback_url"]) is None


def _has_taken_name(desk: Desk, asked: dict[str, Any]) -> bool:
    return any(each.name == asked["name"] for each in _here(desk))


def _is_one_too_many(kinds: tuple[int, ...]) -> Callable[[Desk, dict[str, Any]], bool]:
    def is_one_too_many(desk: Desk, asked: dict[str, Any]) -> bool:
        if asked["device_type"] not in kinds:
            return False
        many = sum(each.device_type in kinds for each in _here(desk))
        return many >= int(desk.settings["campaign_most"])

    return is_one_too_many


def _here(desk: Desk) -> Iterable[Task]:
    """The campaigns of the virtual call centre that the path names."""
    vdn_id = int(named(desk)["vdn_id"])
    return (each for each in tasks(desk) if each.name and each.vdn_id == vdn_id)


def _are_none(given: list[dict[str, Any]]) -> bool:
    return not given


def _are_too_many(given: list[dict[str, Any]]) -> bool:
    return len(given) > MOST_NUMBERS


def _is_number_empty(given: list[dict[str, Any]]) -> bool:
    return any(not each["called"] for each in given)


def _is_number_too_long(given: list[dict[str, Any]]) -> bool:
    return any(len(each["called"]) > NUMBER_LENGTH for each in given)


def _is_no_number(given: list[dict[str, Any]]) -> bool:
    return not all(_NUMBER.fullmatch(each["called"]) for each in given)


def _is_number_repeated(given: list[dict[str, Any]]) -> bool:
    return len({each["called"] for each in given}) < len(given)


def _is_session_too_long(given: list[dict[str, Any]]) -> bool:
    return any(len(each["session_id"] or "") > SESSION_LENGTH for each in given)


def _are_data_too_long(given: list[dict[str, Any]]) -> bool:
    return any(len(each["call_data"] or "") > DATA_LENGTH for each in given)


# fmt: off
WRONG: tuple[tuple[str, str, Callable[[Desk, dict[str, Any]], bool]], ...] = (  # refusal, member, is it so
    ("CampaignEmpty",         "name",        _is_nameless),
    ("CampaignTooLong",       "name",        _has_long_name),
    ("CampaignWrongSize",     "deviceType",  _is_of_no_kind),
    ("CampaignBadUrl",        "callBackUrl", _has_bad_url),
    ("CampaignNameTaken",     "name",        _has_taken_name),
    ("CampaignTooManyQueues", "deviceType",  _is_one_too_many(QUEUES)),
    ("CampaignTooManyIvrs",   "deviceType",  _is_one_too_many(IVRS)),
)
WRONG_NUMBERS: tuple[tuple[str, str, Callable[[list[dict[str, Any]]], bool]], ...] = (
    ("CampaignEmpty",    "callDataList", _are_none),
    ("CampaignTooMany",  "callDataList", _are_too_many),
    ("CampaignEmpty",    "called",       _is_number_empty),
    ("CampaignTooLong",  "called",       _is_number_too_long),
    ("CampaignIllegal",  "called",       _is_no_number),
    ("CampaignRepeated", "called",       _is_number_repeated),
    ("CampaignTooLong",  "sessionId",    _is_session_too_long),
    ("CampaignTooLong",  "callData",     _are_data_too_long),
)
# fmt: on
