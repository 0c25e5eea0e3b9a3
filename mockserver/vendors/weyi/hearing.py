"""What WEYI keeps of a phone call that has ended: the request it was made for is over.

Rule: a call names no caller of WEYI's, so it is the scenario's first; its current request is finished
as CallFinishedNew would finish it. All of this is assumed.
"""

from __future__ import annotations

from decimal import Decimal

from mockserver.callcentre.model import Call, Outcome
from mockserver.clock import Millis, utc
from mockserver.kit import Office
from mockserver.vendors.weyi.lifecycle import OPEN, State, Step
from mockserver.vendors.weyi.moments import round_trip
from mockserver.vendors.weyi.requests import FinishedCall, InterpreterRequest, Requests
from mockserver.vendors.weyi.service import ANYBODY

HUNG_UP = frozenset((Outcome.CALLED_HUNG_UP, Outcome.CALLER_HUNG_UP))


def hear(office: Office, call: Call) -> None:
    """Finish the first caller's open request with this call; where none is open, one is made."""
    requests = Requests(office, next(iter(office.settings["callers"]), ANYBODY))
    finished = finished_call(call)
    requests.move(
        _open_one(requests),
        Step.SUCCEED if finished.successful else Step.FAIL,
        total_time=finished.time,
        calls=(finished,),
    )


def _open_one(requests: Requests) -> InterpreterRequest:
    current = requests.current()
    return current if current is not None and current.state in OPEN else requests.make(State.IN_SERVICE)


def finished_call(call: Call) -> FinishedCall:
    """An ended call as CallFinishedNew would tell it; its time is in seconds, from the answer to the end."""
    released = call.created if call.released is None else call.released
    talked = 0 if call.answered is None else released - call.answered
    return FinishedCall(
        started=_written(call.created if call.answered is None else call.answered),
        ended=_written(released),
        time=Decimal(talked) / 1000,
        successful=call.answered is not None and call.outcome in HUNG_UP,
        info=f"{call.caller} to {call.called}",
        third_party_id=call.id,
    )


def _written(moment: Millis) -> str:
    """The moment as .NET writes it: ``2026-01-12T09:00:06.314Z``."""
    return round_trip(f"{utc(moment):%Y-%m-%dT%H:%M:%S.%f}Z")
