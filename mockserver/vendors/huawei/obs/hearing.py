"""What the outbound family makes of a call that was placed with another vendor, and has ended.

Rule: such a call to the number of a datum counts as if the one who makes this vendor's calls had made it and
written back its result, by the same steps. Whose datum it is, and what it came to, is assumed.
"""

from __future__ import annotations

from typing import Any

from mockserver.callcentre.errors import CallNotFound
from mockserver.callcentre.model import Call
from mockserver.clock import Millis
from mockserver.kit import Office
from mockserver.vendors.huawei.obs.lifecycle import State, Step, after
from mockserver.vendors.huawei.obs.numbers import with_number
from mockserver.vendors.huawei.obs.outbound import Datum, fetched
from mockserver.vendors.huawei.obs.push import moment
from mockserver.vendors.huawei.obs.tables import ASR_RESULTS, FAILED, SUCCEEDED, UNANSWERED
from mockserver.vendors.huawei.obs.writeback import settle, step_of

SUCCESS = "00000"


def hear(office: Office, call: Call) -> None:
    """Keep the result of somebody else's call, if a datum has its number."""
    if office.settings["obs_heard"] == "none" or _is_own(office, call):
        return
    datum = _called(office, call.called)
    if datum is None:
        return
    if datum.state is State.NEW:  # it was called, so it was handed out
        datum = fetched(office, datum)
    result = written(datum, call)
    what = Step.PREVIEWED if datum.task.is_previewed else step_of(office, datum, result)
    settle(office, datum, what, result, at=_ended(call), cause=call.cause)


def _is_own(office: Office, call: Call) -> bool:
    """Whether it is one of this vendor's two-way calls, which is no outbound call."""
    try:
        office.calls.find(call.id)
    except CallNotFound:
        return False
    return True


def _called(office: Office, number: str) -> Datum | None:
    """The first datum of a number that is not done, else the one that was done last, if that may be so."""
    data = tuple(with_number(office, number))
    waiting = next((each for each in data if each.state is not State.DONE), None)
    if waiting is not None or after(office.settings["obs_order"], Step.FAILED, State.DONE) is None:
        return waiting
    return max(data, key=lambda each: each.at, default=None)


def written(datum: Datum, call: Call) -> dict[str, Any]:
    """What would have been written back of such a call: the members of call/result, by our names."""
    is_answered = call.answered is not None
    return {
        "sub_cc_no": datum.task.sub_cc_no,
        "vdn_id": datum.task.vdn_id,
        "unique_id": datum.unique_id,
        "service_id": datum.task.service_id,
        "status": str(SUCCEEDED if is_answered else FAILED),
        "device_type": datum.task.device_type,
        "phone_number": call.called,
        "fail_code": SUCCESS if is_answered or call.outcome is None else UNANSWERED[call.outcome],
        "asr_result": call.code if call.code in ASR_RESULTS else "",
        "fetch_time": moment(call.created),
        "write_start_time": "" if call.answered is None else moment(call.answered),
        "end_call_time": moment(_ended(call)),
        "call_id": call.id,
    }


def _ended(call: Call) -> Millis:
    return call.created if call.released is None else call.released
