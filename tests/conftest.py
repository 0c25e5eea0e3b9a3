"""For all tests: how hard property tests look. CI looks harder than a person waiting for an answer."""

from hypothesis import HealthCheck, settings
from werkzeug.routing import Rule

from tests.thorough import FEW, THOROUGH, USUAL

SLOW = [HealthCheck.too_slow]
settings.register_profile("quick", max_examples=FEW, deadline=None, suppress_health_check=SLOW)
settings.register_profile("thorough", parent=settings.get_profile("quick"), max_examples=USUAL)
settings.load_profile("thorough" if THOROUGH else "quick")


def build_no_url(*_: object, **_values: object) -> None:
    raise AssertionError("nothing here builds URLs; if it does now, let werkzeug compile its builders again")


# Hundreds of applications are made here, and nine tenths of the work were the compiling of what builds URLs.
Rule._compile_builder = lambda *_: build_no_url  # type: ignore[method-assign]
