"""Agents who have gone without a word: with ``idle_logout`` their contact centre sessions end by themselves.

Rule: every request and every poll of a user is a word; who has said none for as long as an HTTP session
is kept is logged out, and what that agent held is stale. Time is the sandbox's.
"""

from __future__ import annotations

from mockserver.callcentre.lists.lifecycle import Change
from mockserver.kit import Desk, Office
from mockserver.timeline import Due
from mockserver.vendors.genesys import devices
from mockserver.vendors.genesys.auth import last_seen, patience
from mockserver.vendors.genesys.outbound.dialling import leave

IDLE = "genesys idle agents"  # on the timeline, by user


def watch(desk: Desk, user: str) -> None:
    """A contact centre session has begun: plan the first look at whether its agent is still there."""
    if desk.settings["idle_logout"] and desk.rows.due_of(IDLE, user) is None:
        desk.rows.plan(desk.now + patience(desk.settings), IDLE, user)


def look(office: Office, due: Due) -> None:
    """End an agent's session, or plan the next look if the agent has asked for something since."""
    user = due.key
    if devices.agent_at(office, user) is None:
        return
    until = last_seen(office, user) + patience(office.settings)
    if until > due.at:
        office.rows.plan(until, IDLE, user)
    else:
        log_out(office, user, due.at, Change.FORSAKEN)


def log_out(office: Office, user: str, at: int, change: Change) -> None:
    """An agent's contact centre session is over; ``change`` is what becomes of the records it held."""
    leave(office, user, at, change)
    office.rows.remove(devices.AGENTS, user)
    devices.tell(office, user)
