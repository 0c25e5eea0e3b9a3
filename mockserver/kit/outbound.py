"""A vendor's campaigns, as the rest of the mock sees them: begun with a sandbox, told what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import Campaign
from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.kit.desk import Office


@frozen
class PlannedOrder:
    """What a campaign is told to do by itself, and when."""

    at: Millis
    campaign: str
    order: Order


@frozen
class Outbound:
    """How a vendor's campaigns and calling lists begin, and who hears when a campaign was told something.

    ``begin`` is called once, when the sandbox is made: it lets the scenario's campaigns be, and gives what
    they are told in time. ``tell`` gets the campaign as it is after an order, and the moment. ``catch_up``
    lets records that are held show what has become of their calls, where the vendor does not do so at once.
    """

    begin: Callable[[Office, Millis], Iterable[PlannedOrder]]
    tell: Callable[[Office, Campaign, Order, Millis], None]
    catch_up: Callable[[Office], None] = lambda office: None
