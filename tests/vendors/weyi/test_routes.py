"""Where requests lead, in a server of several vendors and in one of WEYI alone."""

from __future__ import annotations

import json

import pytest

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from mockserver.vendors import Installed
from mockserver.vendors.weyi.operations import OPERATIONS
from mockserver.vendors.weyi.settings import DEMO_TOKEN
from tests.vendors.weyi.conftest import FINISH

TOKEN = {"Token": DEMO_TOKEN}
ALONE = "vendors: {weyi: {authorization: false}}"
BESIDE = "vendors: {weyi: {authorization: false}, hostedsuite: {}}"


@pytest.fixture
def serve(tmp_path):
    """Clients of servers of a scenario."""

    def client(text):
        file = tmp_path / "scenario.yaml"
        file.write_text(f"name: test\n{text}\n")
        world = make_world(Settings(scenarios=(str(file),)), Installed())
        return app_of(world).test_client()

    return client


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
@pytest.mark.parametrize(
    "spell", [str, str.upper, str.lower, lambda path: f"{path}/", lambda path: f"/API{path}"]
)
def test_an_operation_is_at_its_path_in_any_case_with_a_slash_and_under_api(make_site, row, spell):
    site = make_site(diagnosis=True, authorization=False)

    site.send(row.method, spell(row.path), b"{}", [("Content-Type", "application/json")])

    assert site.last.operation == row.name


@pytest.mark.parametrize(
    "path", [f"{FINISH}//", f"/{FINISH}", f"{FINISH}/x", "/API", "/Client/", f"/API/API{FINISH}"]
)
def test_what_is_near_to_a_path_is_not_it(site, path):
    reply = site.post(path, {})

    assert reply.status == 404
    assert json.loads(reply.body)["Message"].endswith(f"'http://weyi.test{path}'.")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FROB"])
@pytest.mark.parametrize("row", OPERATIONS[::5], ids=lambda row: row.name)
def test_another_verb_is_told_which_is_allowed(make_site, row, method):
    if method == row.method:
        method = "POST"

    reply = make_site(diagnosis=True).send(method, row.path)

    assert (reply.status, reply.header("Allow")) == (405, row.method)
    message = f"The requested resource does not support http method '{method}'."
    assert json.loads(reply.body) == {"Message": message}


@pytest.mark.parametrize("path", [FINISH.upper(), f"/api{FINISH}", f"/aPi{FINISH.lower()}/", f"/API{FINISH}"])
def test_alone_in_a_scenario_every_spelling_leads_to_it(serve, path):
    answer = serve(ALONE).post(path, json={"NeedSurvey": "Y"})

    assert (answer.status_code, answer.json["NeedSurvey"]) == (200, "Y")


@pytest.mark.parametrize("path", ["/", "/nobody", "/API/x"])
def test_alone_in_a_scenario_it_answers_wherever_nobody_is_served(serve, path):
    answer = serve(ALONE).get(path)

    assert answer.status_code == 404
    assert answer.json["Message"].startswith("No HTTP resource was found that matches the request URI")


def test_beside_another_vendor_it_leaves_alone_what_is_not_its_own(serve):
    client = serve(BESIDE)

    assert client.get("/nobody").text.startswith("mockserver:")
    assert client.post("/api/calls/update").status_code != 404
    assert client.post(FINISH.upper(), json={"NeedSurvey": "Y"}).status_code == 200


def test_a_token_leads_to_the_sandbox_whose_scenario_knows_it(serve):
    client = serve("vendors: {weyi: {}}")
    tokens = [{"token": "alice", "requests": [{"state": "In Service"}]}]
    made = client.post("/__admin/sandboxes", json={"name": "a", "vendors": {"weyi": {"tokens": tokens}}})

    answer = client.post(FINISH, json={"IsSuccessful": True}, headers={"Token": "Bearer alice"})

    assert (made.status_code, answer.status_code) == (201, 200)
    status = client.get("/~a/Client/Request/StatusByRequestId", headers={"Token": "alice"})
    assert status.json["StatusDescription"] == "Serviced"
    assert client.post(FINISH, json={}, headers=TOKEN).status_code == 404  # the default one's caller has none
