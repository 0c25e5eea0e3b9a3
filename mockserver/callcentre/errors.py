"""What the call centre refuses, said as facts. A vendor's table says how it spells each."""

from __future__ import annotations


class CallCentreRefusal(Exception):
    """Something cannot be done; ``facts`` are what a vendor may put into its message."""

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class RecordNotFound(CallCentreRefusal):
    """No call record has this ``id``."""


class CallNotFound(CallCentreRefusal):
    """No call has this ``id``."""


class NotPossibleNow(CallCentreRefusal):
    """The call's ``state`` does not allow the ``event``."""


class TooManyCalls(CallCentreRefusal):
    """As many calls go on as may at once: ``most``."""


class ListNotFound(CallCentreRefusal):
    """There is no calling list of this ``name``."""


class CampaignNotFound(CallCentreRefusal):
    """There is no campaign of this ``name``."""


class HandleNotFound(CallCentreRefusal):
    """No record is held by this ``number``; ``closed`` says whether one was."""


class TooManyRecords(CallCentreRefusal):
    """As many records of calling lists are in work or were added as may be: ``most``."""
