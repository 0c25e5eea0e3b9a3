"""Where a vendor's clients are told of events: the address of its Bayeux server (CometD), and its rules.

Rule: a vendor says where, who and by which rules; the protocol is ``mockserver.bayeux``'s, the
HTTP of it ``mockserver.web.bayeux``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marshmallow import fields, validate

from mockserver.bayeux import KINDS, PROFILES, Rules
from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.kit.desk import Desk, Settings
from mockserver.wire import Wire

_HOUR: Millis = 3_600_000


class BayeuxSettings(Wire):
    """What a scenario may say of a vendor's Bayeux server; a vendor's own settings inherit from it.

    Times are milliseconds of real time: a client's patience knows no other clock.
    """

    bayeux_profile = fields.String(load_default=next(iter(PROFILES)), validate=validate.OneOf([*PROFILES]))
    bayeux_timeout = fields.Integer(load_default=30_000, validate=validate.Range(0, _HOUR))
    bayeux_interval = fields.Integer(load_default=0, validate=validate.Range(0, _HOUR))
    bayeux_max_interval = fields.Integer(load_default=10_000, validate=validate.Range(1, _HOUR))
    bayeux_multi_session_interval = fields.Integer(load_default=2_000, validate=validate.Range(0, _HOUR))
    bayeux_sessions_per_browser = fields.Integer(load_default=1, validate=validate.Range(-1, 1_000))
    bayeux_trusts_client = fields.Boolean(load_default=True)  # a clientId is valid without its cookie
    bayeux_handshake_advice = fields.Boolean(load_default=True)
    bayeux_held_past = fields.Integer(load_default=0, validate=validate.Range(0, _HOUR))  # a fault
    bayeux_lost_after = fields.Integer(load_default=0, validate=validate.Range(0))  # connects; a fault


def rules_of(settings: Settings) -> Rules:
    """The rules that a scenario's settings say; what they do not say is as CometD has it."""
    begin = "bayeux_"
    said = {name.removeprefix(begin): value for name, value in settings.items() if name.startswith(begin)}
    profile = said.pop("profile", None)
    return Rules(**said) if profile is None else Rules(profile=PROFILES[profile], **said)


@frozen
class Bayeux:
    """A vendor's Bayeux server: where it is, who asks, and by which rules it goes."""

    paths: tuple[str, ...]  # e.g. ``/api/v2/notifications``; whatever lies below each is the same server
    who: Callable[[Desk], str]  # the user that a request comes from; raises Refused for one it does not know
    rules: Callable[[Settings], Rules] = rules_of
    phones: Callable[[Settings, str], Iterable[str]] = lambda settings, user: ()  # numbers of a user's phones

    @property
    def operation_names(self) -> tuple[str, ...]:
        """What rules and the journal call a request: the kind of its first message."""
        return KINDS

    def is_at(self, path: str) -> bool:
        """Whether a path is this server's."""
        return any(path == own or path.startswith(own + "/") for own in self.paths)
