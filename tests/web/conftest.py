"""An application that serves the made-up vendor, in process."""

from functools import cached_property

import pytest

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from tests.acme import VENDOR

KEY = {"Authorization": "Bearer open sesame"}
SCENARIO = """
name: acme
clock: manual
vendors: {acme: {}}
records: {acme: {given: [{Id: "1", Notes: old}, {Id: "2", Notes: two}]}}
"""


class Client:
    """Sends requests to the application and shows its world."""

    def __init__(self, scenario=SCENARIO, tmp=None, **settings):
        path = tmp / "scenario.yaml"
        path.write_text(scenario)
        self.world = make_world(Settings(scenarios=(str(path),), **settings), {"acme": VENDOR})

    @cached_property
    def app(self):
        """Made when somebody asks it, of the world as it is then."""
        return app_of(self.world)

    @cached_property
    def http(self):
        return self.app.test_client()

    def post(self, path, json=None, headers=KEY, **more):
        return self.http.post(path, json=json, headers=headers, **more)

    @property
    def sandbox(self):
        return self.world.sandboxes.get()

    @property
    def events(self):
        return list(self.sandbox.journal)


@pytest.fixture
def client(tmp_path):
    return Client(tmp=tmp_path)


@pytest.fixture
def make_client(tmp_path):
    return lambda scenario=SCENARIO, **settings: Client(scenario, tmp_path, **settings)
