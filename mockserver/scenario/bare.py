"""The scenario of a server that is given none: all vendors, as they are by default.

Rule: nothing is read for it, so neither the grammar nor YAML is loaded: a tenth of such a start.
"""

from __future__ import annotations

from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import ScenarioMistake, Wrong
from mockserver.scenario.model import Scenario
from mockserver.scenario.nodes import Node
from mockserver.scenario.vendorwords import settings_of


def default(vendors: Vendors) -> Scenario:
    """What a file that says nothing would say.

    Raises:
        ScenarioMistake: a vendor cannot do without settings.
    """
    around = Around("default", None, vendors, tuple(vendors))
    try:
        settings = {name: settings_of(Node({}), around.of(name)).loaded for name in vendors}
    except Wrong as why:
        raise ScenarioMistake(why.mistakes) from None
    return Scenario("default", vendors=settings, implied=True)
