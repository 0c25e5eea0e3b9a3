"""Vendors whose paths are the same in any case, and vendors that are a web site of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from mockserver.web.straight import mount_of
from tests.acme import VENDOR
from tests.web.conftest import KEY

LOUD = replace(VENDOR, name="loud", title="Loud", mounts=("/ACME", "/Far/Away"), operations=(), any_case=True)
SITE = replace(LOUD, name="site", title="Site", site=True)


@pytest.fixture
def serve(tmp_path):
    """Clients of servers that know all three vendors and serve some of them."""

    def client(*served):
        file = tmp_path / "scenario.yaml"
        file.write_text(f"name: test\nvendors: {{{', '.join(f'{name}: {{}}' for name in served)}}}\n")
        vendors = {vendor.name: vendor for vendor in (VENDOR, LOUD, SITE)}
        return app_of(make_world(Settings(scenarios=(str(file),)), vendors))

    return lambda *served: client(*served).test_client()


def vendor_of(client, path):
    """Whose refusal it is: the vendor's that the journal names."""
    answer = client.get(path, headers=KEY)
    world = client.application.extensions["mockserver"]
    return answer.status_code, list(world.sandboxes.get().journal)[-1].vendor


@pytest.mark.parametrize(
    ("path", "mount"),
    [("/acme", "/ACME"), ("/Acme/x", "/ACME"), ("/far/AWAY/x", "/Far/Away"), ("/far", ""), ("/acmes", "")],
)
def test_mounts_may_be_the_same_in_capitals_and_small_letters(path, mount):
    assert mount_of(LOUD, path) == mount
    assert mount_of(replace(LOUD, any_case=False), path) == ""


def test_of_two_mounts_the_longer_counts():
    assert mount_of(replace(LOUD, mounts=("/a", "/a/b")), "/A/B/c") == "/a/b"


@pytest.mark.parametrize("path", ["/ACME/x", "/acme/x", "/aCmE", "/far/away"])
def test_a_path_in_another_case_leads_to_the_vendor_that_is_served(serve, path):
    assert vendor_of(serve("loud"), path) == (404, "loud")


def test_what_another_vendor_has_spelt_is_its_own(serve):
    client = serve("loud", "acme")

    assert vendor_of(client, "/acme/x") == (404, "acme")
    assert vendor_of(client, "/Acme/x") == (404, "loud")


def test_a_vendor_that_is_not_served_is_said_to_be_none(serve):
    answer = serve("loud").get("/acmes")

    assert answer.text.startswith("mockserver: nobody is served at /acmes")


@pytest.mark.parametrize("path", ["/", "/nobody"])
def test_a_site_alone_answers_wherever_nobody_is(serve, path):
    assert vendor_of(serve("site"), path) == (404, "site")


@pytest.mark.parametrize("served", [("loud",), ("site", "acme")])
def test_what_is_no_site_or_not_alone_leaves_nobodys_paths_to_the_mock(serve, served):
    assert vendor_of(serve(*served), "/nobody") == (404, "")


def test_a_name_that_no_sandbox_can_have_is_told_at_nobodys_path(serve):
    answer = serve("site").get("/nobody", headers={"X-Mock-Sandbox": "a b"})

    assert answer.status_code == 400
