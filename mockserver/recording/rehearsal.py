"""Whether a recording, played, answers as the vendor did: every recorded request is put to it once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.kit import Vendor
from mockserver.recording.standins import StandIns
from mockserver.recording.tape import Exchange
from mockserver.reply import Reply
from mockserver.web.straight import exchange as answered
from mockserver.web.world import World


def strays(
    played: Iterable[Exchange], standins: StandIns, vendor: Vendor, world: World
) -> Iterator[tuple[Exchange, str]]:
    """The exchanges that come out otherwise, each with what comes; ``world`` plays the recording."""
    for exchange in played:
        wanted = standins.reply(exchange.reply)
        reply = answered(vendor, world, standins.request(exchange.request))
        if not isinstance(reply, Reply):
            yield exchange, "nothing comes at once"
        elif (reply.status, reply.body) != (wanted.status, wanted.body):
            yield (
                exchange,
                f"status {reply.status} with {len(reply.body)} bytes, where there should be"
                f" {wanted.status} with {len(wanted.body)}",
            )
