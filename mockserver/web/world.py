"""Everything one running server holds together: settings, vendors, sandboxes, dispatcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from mockserver.callbacks.late import LateDispatcher
from mockserver.frozen import frozen
from mockserver.kit import Vendor
from mockserver.sandboxes import Sandboxes
from mockserver.settings import Settings
from mockserver.web.shelf import Shelf
from mockserver.web.waiting import Waiting


@frozen
class World:
    """One server's parts; made once, in ``app``."""

    settings: Settings
    vendors: Mapping[str, Vendor]
    sandboxes: Sandboxes
    dispatcher: LateDispatcher
    waiting: Waiting
    shelf: Shelf = field(default_factory=Shelf)
