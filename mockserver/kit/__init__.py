"""What a vendor is made of: operations, refusals, notices, and the slots it may fill itself.

Rule: a vendor is a table. Where the table is not enough it fills a slot of
``Vendor`` with a function of its own; nothing outside its folder knows its name. What few
vendors have (``kit.bayeux``, ``kit.outbound``) is loaded by those few.
"""

from mockserver.callbacks.misdeeds.base import Anatomy, Trio
from mockserver.kit.answers import Constant
from mockserver.kit.desk import NOTHING_READ, Desk, Letter, Office, Push, Schedule, Settings, log_call
from mockserver.kit.notices import Notice, Signature, Telling
from mockserver.kit.operations import Handler, Operation, Route, validated
from mockserver.kit.refusals import ASSUMED, DOCUMENTED, FIDELITY, MEASURED, Facts, Refusal, Refused
from mockserver.kit.vendors import STANDARD_REFUSALS, Auth, NoSettings, Vendor, nobody, unreadable

__all__ = [
    "ASSUMED",
    "DOCUMENTED",
    "FIDELITY",
    "MEASURED",
    "NOTHING_READ",
    "STANDARD_REFUSALS",
    "Anatomy",
    "Auth",
    "Constant",
    "Desk",
    "Facts",
    "Handler",
    "Letter",
    "NoSettings",
    "Notice",
    "Office",
    "Operation",
    "Push",
    "Refusal",
    "Refused",
    "Route",
    "Schedule",
    "Settings",
    "Signature",
    "Telling",
    "Trio",
    "Vendor",
    "log_call",
    "nobody",
    "unreadable",
    "validated",
]
