"""The application, pointed at the sandbox of each test; callbacks of the sandbox go to it."""

import pytest
from crm import Crm


@pytest.fixture
def crm():
    made = Crm("")
    yield made
    made.close()


@pytest.fixture
def callback_target(crm):
    return crm.url


@pytest.fixture(autouse=True)
def pointed(crm, sandbox):
    crm.api = sandbox.url
