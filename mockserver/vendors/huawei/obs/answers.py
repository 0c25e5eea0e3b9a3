"""How the outbound family answers: a result, or the words of a refusal.

Rule: a refusal that both families share is told in this family's words wherever its paths begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver import plain
from mockserver.formats.base import Kind, Plain
from mockserver.formats.negotiate import Choice
from mockserver.kit import ASSUMED, Constant, Desk, Facts, Refusal, Settings
from mockserver.reply import Reply, standard_reason
from mockserver.vendors.huawei.obs.tables import ROWS, STANDARD, CampaignRefusal, ObsRefusal
from mockserver.vendors.huawei.tables import HTTP

MOUNT = "/rest"
BASE = f"{MOUNT}/isales/v1/openapi"
CAMPAIGNS = f"{BASE}/campaigns/"  # here begin the paths of the campaign interfaces
TELLTALES = {"text": "Unreadable", "media_type": "WrongMediaType"}  # facts that only these refusals have
_COMMON = {row.message for row in HTTP.values()}  # a rule of the scenario may say something else
RESULTS: Mapping[str, Plain] = {"number": 0, "string": "0"}  # by the switch obs_result
SUCCESS = {switch: Constant({"result": result}) for switch, result in RESULTS.items()}


def succeeded(desk: Desk) -> Constant:
    """A success that has nothing more to say: there is no ``resultData``."""
    return SUCCESS[desk.settings["obs_result"]]


def succeeded_with(desk: Desk, data: Plain) -> dict[str, Plain]:
    """A success and its data."""
    return {"result": RESULTS[desk.settings["obs_result"]], "resultData": data}


def is_ours(refusal: Refusal, facts: Facts) -> bool:
    """Whether a refusal is to be told in this family's words."""
    path = facts.get("path", "")
    return isinstance(refusal, ObsRefusal) or path == MOUNT or path.startswith(f"{MOUNT}/")


def refuse(refusal: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """A result and its description; whether an HTTP error has a body at all is the scenario's to say."""
    row, facts = _of_family(refusal, facts)
    status = settings[row.switch] if row.switch else row.status
    if status != 200 and settings["obs_error_body"] == "empty":
        return Reply(status, headers=row.headers, reason=row.reason)
    reply = plain.encode(_members(row, row.text(facts) or standard_reason(status)), Kind.ANY, choice, status)
    return replace(reply, headers=(*reply.headers, *row.headers), reason=row.reason)


def _members(row: ObsRefusal, text: str) -> dict[str, Plain]:
    if isinstance(row, CampaignRefusal):
        return {"resultCode": row.code, "resultDesc": text, "returnCode": row.code, "returnDesc": text}
    return {"result": row.code, "resultDesc": text}


def _of_family(refusal: Refusal, facts: Facts) -> tuple[ObsRefusal, Facts]:
    """The family's own row, and what its text may name."""
    if isinstance(refusal, ObsRefusal):
        return refusal, facts
    of_campaigns = facts.get("path", "").startswith(CAMPAIGNS)
    family = "Campaign" if of_campaigns else "Obs"
    if "errors" in facts:
        return _first_wrong(family, facts)
    kind = next((kind for fact, kind in TELLTALES.items() if fact in facts), STANDARD.get(refusal.status, ""))
    known = ROWS.get(family + kind)
    if known is not None and refusal.message in _COMMON:
        return known, facts
    row = CampaignRefusal if of_campaigns else ObsRefusal
    code = known.code if known else str(refusal.status)
    return row(refusal.status, code, refusal.message, refusal.reason, ASSUMED, refusal.headers), facts


def _first_wrong(family: str, facts: Facts) -> tuple[ObsRefusal, Facts]:
    """The first member that was refused: one that is not there, or one of another type."""
    name, value = next(iter(facts["errors"])), facts.get("value")
    given: Any = value.get(name) if isinstance(value, dict) else None
    kind = "Empty" if given is None or given == "" else "WrongType"
    return ROWS[family + kind], {**facts, "member": name}
