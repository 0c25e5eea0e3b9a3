"""What is asked of the outbound API, as tables whose rows join the vendor's."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.kit import Operation
from mockserver.vendors.genesys.outbound import acts, wire
from mockserver.vendors.genesys.outbound.errands import by_dialler
from mockserver.vendors.genesys.paths import ME
from mockserver.vendors.genesys.wire import Asked, Verb, by_verb

# fmt: off
OF_CAMPAIGN: Mapping[str, Verb] = {
    "StartPreviewSession": Verb(wire.OfCampaign, by_dialler(acts.start_preview)),
    "EndPreviewSession":   Verb(wire.OfCampaign, by_dialler(acts.end_preview_session)),
    "GetPreviewRecord":    Verb(wire.OfCampaign, by_dialler(acts.get_preview)),
}
OF_RECORDS: Mapping[str, Verb] = {
    "AddRecord":           Verb(wire.Add,        by_dialler(acts.add)),
    "DoNotCallRecord":     Verb(wire.BarNumber,  by_dialler(acts.bar_number)),
}
OF_ONE: Mapping[str, Verb] = {
    "CompleteRecord":      Verb(wire.Complete,   by_dialler(acts.complete)),
    "RejectRecord":        Verb(wire.OfList,     by_dialler(acts.reject)),
    "RescheduleRecord":    Verb(wire.Reschedule, by_dialler(acts.reschedule)),
    "UpdateRecord":        Verb(wire.Update,     by_dialler(acts.update)),
    "DoNotCallRecord":     Verb(wire.Bar,        by_dialler(acts.bar)),
    "GetChainedRecord":    Verb(wire.Unchain,    by_dialler(acts.unchain)),
}
OUTBOUND_OPERATIONS = (
    Operation("outboundCampaign", "POST", f"{ME}/outbound-campaigns/{{campaign}}", Asked,
              by_verb(OF_CAMPAIGN), about=", ".join(OF_CAMPAIGN)),
    Operation("outboundRecords", "POST", f"{ME}/outbound-records", Asked,
              by_verb(OF_RECORDS), about=", ".join(OF_RECORDS)),
    Operation("outboundRecord", "POST", f"{ME}/outbound-records/{{handle}}", Asked,
              by_verb(OF_ONE), about=", ".join(OF_ONE)),
)
# fmt: on
