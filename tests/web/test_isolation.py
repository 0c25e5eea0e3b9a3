"""Which sandbox a request belongs to, and that sandboxes never meet."""

import pytest

from tests.web.conftest import KEY


def notes(client, sandbox, key="1"):
    return client.world.sandboxes.get(sandbox).records["acme"].find(key).notes


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/~alice/acme/notes", {}),
        ("/acme/notes", {"Host": "alice.localhost:8080"}),
        ("/acme/notes", {"X-Mock-Sandbox": "alice"}),
    ],
)
def test_a_sandbox_is_chosen_by_path_host_or_header(client, path, headers):
    client.post(path, {"Id": "1", "Text": "alice's"}, headers=KEY | headers)

    assert (notes(client, "alice"), notes(client, "default")) == ("alice's", "old")
    assert (len(client.world.sandboxes.get("alice").journal), len(client.sandbox.journal)) == (1, 0)


def test_a_sandbox_is_chosen_by_its_own_credential_before_anything_else(client):
    made = client.http.post(
        "/__admin/sandboxes", json={"name": "bob", "vendors": {"acme": {"key": "bob's key"}}}
    )
    headers = {"Authorization": "Bearer bob's key", "X-Mock-Sandbox": "alice"}

    client.post("/acme/notes", {"Id": "1", "Text": "bob's"}, headers=headers)

    assert made.status_code == 201
    assert (notes(client, "bob"), notes(client, "alice"), notes(client, "default")) == ("bob's", "old", "old")


def test_of_sandboxes_with_the_same_credential_the_named_one_is_chosen(client):
    for name in ("bob", "eve"):
        settings = {"acme": {"key": "their key"}}
        client.http.post("/__admin/sandboxes", json={"name": name, "vendors": settings})
    theirs = {"Authorization": "Bearer their key"}

    client.post("/~bob/acme/notes", {"Id": "1", "Text": "bob's"}, headers=theirs)
    client.post("/acme/notes", {"Id": "1", "Text": "nobody named"}, headers=theirs)
    client.http.delete("/__admin/sandboxes/eve")
    client.post("/acme/notes", {"Id": "2", "Text": "bob's alone"}, headers=theirs)

    assert (notes(client, "bob"), notes(client, "bob", "2")) == ("bob's", "bob's alone")


def test_the_default_sandbox_keeps_what_another_has_as_well(client):
    for name in ("default", "bob"):
        settings = {"acme": {"key": "their key"}}
        client.http.post("/__admin/sandboxes", json={"name": name, "vendors": settings})

    client.post("/acme/notes", {"Id": "1", "Text": "ours"}, headers={"Authorization": "Bearer their key"})

    assert (notes(client, "default"), notes(client, "bob")) == ("ours", "old")


def test_the_credential_of_one_sandbox_does_not_open_another(client):
    client.http.post("/__admin/sandboxes", json={"name": "bob", "vendors": {"acme": {"key": "bob's key"}}})

    assert client.post("/~bob/acme/notes", {"Id": "1"}, headers=KEY).status_code == 401


def test_the_prefix_is_not_part_of_the_target(client):
    client.post("/~alice/acme/notes?x=1", {"Id": "1"})

    event = next(iter(client.world.sandboxes.get("alice").journal))
    assert event.request.target == "/acme/notes?x=1"
    assert event.request.url == "http://localhost/~alice/acme/notes?x=1"


@pytest.mark.parametrize("name", ["", "a b", "../x", "a" * 65, "-x"])
def test_what_is_no_name_is_refused(client, name):
    answer = client.post("/acme/notes", {"Id": "1"}, headers=KEY | {"X-Mock-Sandbox": name})

    assert answer.status_code == 400
    assert "is no name for a sandbox" in answer.text


def test_there_cannot_be_too_many_sandboxes(make_client):
    client = make_client(sandbox_limit=3)

    for name in ("a", "b"):
        assert client.post(f"/~{name}/acme/notes", {"Id": "1"}).status_code == 200

    assert client.post("/~c/acme/notes", {"Id": "1"}).status_code == 400


def test_a_reset_makes_the_world_new_and_cancels_what_is_pending(client):
    client.post("/acme/notes", {"Id": "1", "Text": "new"})
    client.post("/acme/calls", {"From": "1", "To": "2", "ReportTo": "http://127.0.0.1:1/"})
    client.sandbox.clock.move_to(client.sandbox.clock.now() + 1500)
    client.post("/acme/notes", {"Id": "1"})  # any request lets the time happen; nothing sends in this test

    answer = client.http.post("/__admin/reset")

    assert answer.json == {"reset": "default", "cancelledCallbacks": 1}
    assert (notes(client, "default"), client.events) == ("old", [])


def test_a_reset_of_one_leaves_the_others_alone(client):
    client.post("/~alice/acme/notes", {"Id": "1", "Text": "alice's"})

    client.http.post("/__admin/reset")

    assert notes(client, "alice") == "alice's"
