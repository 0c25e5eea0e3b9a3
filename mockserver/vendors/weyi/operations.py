"""WEYI's operations, as a table."""

from __future__ import annotations

from mockserver.kit import ASSUMED, DOCUMENTED, MEASURED, Operation
from mockserver.vendors.weyi import service, siblings, wire
from mockserver.vendors.weyi.lifecycle import Step

AT = "/Client/Request/"

# fmt: off
OPERATIONS = (
    Operation("CallFinishedNew", "POST", f"{AT}CallFinishedNew", wire.ParaCallInfoList, service.finish,
              wire.ResultRequestFinish, DOCUMENTED, about="Finished the call (Successful or cancelled)"),
    Operation("CallFinishedEcho", "POST", f"{AT}CallFinishedEcho", wire.ParaCallInfoList, service.echo,
              wire.ParaCallInfoList, MEASURED, about="Diagnosis: what the server understood of the body"),
    Operation("CallFinishedStrict", "POST", f"{AT}CallFinishedStrict", wire.ParaCallInfoList, service.strict,
              wire.ParaCallInfoList, MEASURED, about="Diagnosis: 400 where anything of the body was noted"),
    Operation("RequestNew", "POST", f"{AT}New", wire.NewRequest, siblings.new, wire.ResultRequest, ASSUMED,
              about="A new request for an interpreter"),
    Operation("InviteWithoutLanguage", "POST", f"{AT}InviteWithoutLanguage", wire.Invitation, siblings.invite,
              wire.ResultRequest, ASSUMED, about="A request that begins when somebody follows its URL"),
    Operation("Initiate", "POST", f"{AT}Initiate", wire.OneInvitation, siblings.initiate, wire.ResultRequest,
              ASSUMED, about="The invited person has come"),
    Operation("Accept", "POST", f"{AT}Accept", wire.OneRequest, siblings.step(Step.ACCEPT),
              wire.ResultRequest, ASSUMED, about="An interpreter accepts the request"),
    Operation("InService", "POST", f"{AT}InService", wire.OneRequest, siblings.step(Step.SERVE),
              wire.ResultRequest, ASSUMED, about="The interpreter and the client talk"),
    Operation("NoInterpreterAvailable", "POST", f"{AT}NoInterpreterAvailable", wire.OneRequest,
              siblings.step(Step.GIVE_UP), wire.ResultRequest, ASSUMED, about="No interpreter was found"),
    Operation("StatusByRequestId", "GET", f"{AT}StatusByRequestId", None, siblings.status_by_id,
              wire.ResultRequest, ASSUMED, about="How a request is, by its id"),
    Operation("StatusByPreInviteToken", "GET", f"{AT}StatusByPreInviteToken", None, siblings.status_by_invite,
              wire.ResultRequest, ASSUMED, about="How a request is, by its invitation's token"),
)
# fmt: on
