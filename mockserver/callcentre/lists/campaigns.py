"""The campaigns of one vendor in one sandbox: what they are told to do, and how they are."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.callcentre.errors import CampaignNotFound
from mockserver.callcentre.lists.lifecycle import Order, ordered
from mockserver.callcentre.lists.model import Campaign
from mockserver.frozen import replaced
from mockserver.store.base import Space


class Campaigns:
    """Campaigns by name, in the order in which they were begun."""

    def __init__(self, space: Space, vendor: str) -> None:
        self._space = space
        self._table = f"{vendor}.campaigns"

    def begin(self, campaign: Campaign) -> None:
        """Let there be a campaign."""
        self._space.put(self._table, campaign.name, campaign)

    def find(self, name: str) -> Campaign:
        """The campaign of that name, as it is now.

        Raises:
            CampaignNotFound: there is none.
        """
        found: Campaign | None = self._space.get(self._table, name)
        if found is None:
            raise CampaignNotFound(name=name)
        return found

    def __iter__(self) -> Iterator[Campaign]:
        """All campaigns."""
        return (row for _, row in self._space.rows(self._table))

    def order(self, name: str, what: Order) -> Campaign:
        """Tell a campaign to do something; gives it as it is then.

        Raises:
            CampaignNotFound: there is none.
            NotPossibleNow: its state does not allow that.
        """
        campaign = self.find(name)
        changed = replaced(campaign, state=ordered(campaign.state, what))
        self._space.put(self._table, name, changed)
        return changed
