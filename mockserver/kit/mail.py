"""Callbacks of a sandbox where some go wrong; loaded as far as one is needed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.kit.desk import Letter
from mockserver.kit.notices import Notice, Telling

if TYPE_CHECKING:
    from mockserver.callbacks.misdeeds.base import Draft
    from mockserver.callbacks.misdeeds.mailroom import Mailroom
    from mockserver.callbacks.misdeeds.rules import CallbackRules
    from mockserver.callbacks.outbox import Outbox
    from mockserver.store.base import Space


def mailroom_of(space: Space, outbox: Outbox, rules: CallbackRules) -> Mailroom:
    """What lets callbacks go wrong."""
    from mockserver.callbacks.misdeeds.mailroom import Mailroom

    return Mailroom(space, outbox, rules)


def post_letter(
    mailroom: Mailroom, vendor: str, notice: Notice, letter: Letter, schedule: tuple[Millis, ...]
) -> None:
    """Leave what a handler posts to the rules."""
    from mockserver.callbacks.misdeeds.base import Draft
    from mockserver.callbacks.misdeeds.rules import Slip

    slip = Slip(vendor, notice.name, letter.about, letter.cause, letter.url, letter.at, schedule)
    mailroom.post(slip, Draft(letter.members, notice.headers, notice.writes, anatomy=notice.anatomy))


def post_told(
    mailroom: Mailroom,
    vendor: str,
    notice: Notice,
    telling: Telling,
    *,
    url: str,
    schedule: tuple[Millis, ...],
) -> None:
    """Leave what tells of a call to the rules."""
    from mockserver.callbacks.misdeeds.rules import Slip

    call = telling.call
    told = (vendor, notice.name, call.id, call.cause, url, telling.happening.at, schedule)
    slip = Slip(*told, call.caller, call.called)
    mailroom.post(slip, draft(notice, telling))


def draft(notice: Notice, telling: Telling) -> Draft:
    """A notice before it is signed and written."""
    from mockserver.callbacks.misdeeds.base import Draft

    plain = Draft(notice.says(telling), notice.headers, notice.writes, anatomy=notice.anatomy)
    if notice.signs is None:
        return plain
    resign = notice.anatomy.resign and partial(notice.anatomy.resign, telling.settings)
    return replaced(plain, seal=partial(notice.signs, telling), resign=resign)
