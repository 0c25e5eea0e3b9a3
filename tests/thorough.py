"""How hard tests of very many cases look: CI looks at every one, a person who waits for an answer at a share.

Rule: a share leaves out combinations, never a row of a table; what it is of is said where it is chosen.
"""

import os

from hypothesis import settings

THOROUGH = bool(os.environ.get("MOCKSERVER_REQUIRE_ALL"))
USUAL, FEW = 200, 10  # examples of a property test
LESS = USUAL // FEW


def examples(number: int) -> settings:
    """So many examples where it is thorough, else a share: for a test that needs more than usual, or less."""
    return settings(max_examples=number if THOROUGH else max(FEW, number // LESS))
