"""Who has subscribed to what, so that telling everybody asks only those who hear."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.bayeux.channels import patterns_of


class Subscribers:
    """Sessions by what they subscribed to: channels and patterns."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, None]] = {}  # in order, so that every run has the same

    def __contains__(self, name: str) -> bool:
        """Whether anybody has subscribed to exactly this."""
        return name in self._by_name

    def of(self, channel: str) -> Iterable[str]:
        """The sessions that hear what is published on a channel, each once."""
        return dict.fromkeys(key for name in patterns_of(channel) for key in self._by_name.get(name, ()))

    def change(self, session: str, old: frozenset[str], new: frozenset[str]) -> None:
        """A session that had subscribed to some has now subscribed to others."""
        if old is new:  # as nearly always
            return
        for name in old - new:
            own = self._by_name[name]
            del own[session]
            if not own:
                del self._by_name[name]
        for name in new - old:
            self._by_name.setdefault(name, {})[session] = None
