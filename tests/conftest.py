"""For all tests: how hard property tests look. CI looks harder than a person waiting for an answer."""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=20, deadline=None, suppress_health_check=SLOW)
settings.register_profile("thorough", parent=settings.get_profile("quick"), max_examples=200)
settings.load_profile("thorough" if os.environ.get("MOCKSERVER_REQUIRE_ALL") else "quick")
