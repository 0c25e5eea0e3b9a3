"""What the tests of hostile requests share."""

import pytest

from tests.security.wire import Wire


@pytest.fixture
def wire(tmp_path):
    return Wire(tmp_path)


@pytest.fixture
def make_wire(tmp_path):
    return lambda *args, **settings: Wire(tmp_path, *args, **settings)
