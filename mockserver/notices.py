"""From a happening to a callback that waits in the outbox, or to a message on a channel.

Rule: the vendor's notice words it, the words become bytes once, and the bytes
are signed and kept in the same transaction as the happening. Nothing is sent here.
"""

from __future__ import annotations

from mockserver.callcentre.model import Happening
from mockserver.formats.base import Plain
from mockserver.kit import Notice, Telling, Vendor
from mockserver.kit.mail import post_told
from mockserver.sandbox import Sandbox


def tell(sandbox: Sandbox, vendor: Vendor, happening: Happening) -> None:
    """Put a callback into the outbox for every notice of the vendor that tells this happening."""
    for notice in vendor.notices:
        if notice.on is happening.event:
            post(sandbox, vendor, notice, happening)


def post(sandbox: Sandbox, vendor: Vendor, notice: Notice, happening: Happening) -> None:
    """Word one notice and put it into the outbox, or publish it where its address is a channel.

    A notice that nobody wants to hear is not worded.
    """
    settings = sandbox.settings(vendor.name)
    telling = Telling(happening, settings, sandbox.scenario.seed)
    url = notice.to(telling)
    if not url:
        return
    if url[0] == "/":
        sandbox.publish(vendor.name, notice.whom(telling), (url, worded(notice, telling)))
        return
    schedule = tuple(settings.get("retry", vendor.retries))
    if sandbox.callback_rules:
        post_told(sandbox.mailroom(), vendor.name, notice, telling, url=url, schedule=schedule)
        return
    sandbox.outbox.post(
        vendor=vendor.name,
        notice=notice.name,
        call_id=happening.call.id,
        cause=happening.call.cause,
        url=url,
        headers=notice.headers,
        body=letter(notice, telling),
        at=happening.at,
        schedule=schedule,
        at_once=True,
    )


def worded(notice: Notice, telling: Telling) -> dict[str, Plain]:
    """The members of a notice, signed where it is signed."""
    members = notice.says(telling)
    return notice.signs(telling, members) if notice.signs else members


def letter(notice: Notice, telling: Telling) -> bytes:
    """The bytes of a notice."""
    return notice.writes(worded(notice, telling))
