"""Who may use the admin API: this machine, no page of another site; from outside, who has the token."""

import json

import pytest

from mockserver.settings import Settings, is_loopback
from mockserver.web.admin import ROUTES
from tests.web.admin_desk import admin_desk

TOKEN = "let me in"
OURS = ("localhost", "localhost:8080", "127.0.0.1:8080", "127.7.7.7", "[::1]:8080", "alice.localhost:8080")
FOREIGN = (
    "evil.test",
    "evil.test:8080",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "evillocalhost",
    "10.0.0.7",
    "192.168.1.5:8080",
    "0.0.0.0",
    "[::]",
    "169.254.169.254",
    "localhost@evil.test",
    "[",
    "a b",
)


@pytest.fixture(scope="module")  # nobody gets in, so nobody changes it
def desk(tmp_path_factory):
    with admin_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="module")
def exposed(tmp_path_factory):
    with admin_desk(tmp_path_factory.mktemp("exposed"), listen="0.0.0.0", admin_token=TOKEN) as made:
        yield made


def concrete(path):
    for part in ("<name>", "<vendor>", "<path:key>", "<key>"):
        path = path.replace(part, "default")
    return path


@pytest.mark.parametrize("host", OURS)
def test_this_machine_is_let_in_by_any_of_its_names(desk, host):
    assert desk.ask("GET", "/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_for_this_machine_is_refused(desk, host):
    """DNS rebinding: the page's own name leads to 127.0.0.1, and the browser sends that name as Host."""
    answer = desk.ask("GET", "/health", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.json["errors"][0]["title"]


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "https://localhost", "null", "http://localhost:3000", ""]
)
def test_a_page_of_another_origin_is_refused(desk, origin):
    before = desk.seen()

    answer = desk.ask("POST", "/reset", headers={"Origin": origin, "Host": "localhost:8080"})

    assert answer.status_code == 403
    assert desk.seen() == before


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//[x]"])
def test_an_origin_that_is_none_is_refused(tmp_path, origin):
    with admin_desk(tmp_path) as desk:
        desk.app.testing = False
        assert desk.ask("GET", "/health", headers={"Origin": origin}).status_code == 403


def test_the_console_of_this_very_server_is_let_in(desk):
    headers = {"Origin": "http://localhost:8080", "Host": "localhost:8080"}

    assert desk.ask("GET", "/health", headers=headers).status_code == 200


@pytest.mark.parametrize(("method", "path"), [row[:2] for row in ROUTES], ids=lambda part: part)
@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"bearer{TOKEN}"])
def test_beyond_loopback_no_route_opens_without_the_token(exposed, method, path, given):
    headers = {} if given is None else {"Authorization": given}
    before = exposed.seen()

    answer = exposed.ask(method, concrete(path), headers=headers)

    assert (answer.status_code, exposed.seen()) == (401, before)


def test_beyond_loopback_the_token_opens_under_any_host(exposed):
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "mock.example.test"}

    assert exposed.ask("GET", "/health", headers=headers).status_code == 200


def test_beyond_loopback_pages_of_other_sites_stay_out_even_with_the_token(exposed):
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "mock.test", "Origin": "http://evil.test"}

    assert exposed.ask("GET", "/health", headers=headers).status_code == 403


def test_a_prefix_is_no_way_around_the_token(exposed):
    assert exposed.http.get("/~alice/__admin/requests").status_code == 401
    assert exposed.http.get("/__admin/requests?sandbox=alice").status_code == 401
    assert [each.name for each in exposed.world.sandboxes] == ["default"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/health", "/reset", "/nowhere"])
def test_no_answer_lets_pages_of_other_origins_read_it(desk, method, path):
    headers = {"Origin": "http://localhost", "Access-Control-Request-Method": method}

    answer = desk.ask(method, path, headers=headers)

    assert not [name for name in answer.headers.keys() if name.lower().startswith("access-control-")]  # noqa: SIM118


def test_the_settings_hold_no_secret(exposed):
    answer = exposed.ask("GET", "/settings", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.json["settings"]["admin_token"] == "(set)"
    assert TOKEN not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/health", "/version", "/vendors", "/settings", "/sandboxes", "/clock"]
)
def test_no_overview_shows_a_vendors_key(desk, path):
    desk.ask("POST", "/sandboxes", {"name": "bob", "vendors": {"acme": {"key": "bob's secret key"}}})

    assert "open sesame" not in json.dumps(desk.ask("GET", path).json)
    assert "bob's secret key" not in json.dumps(desk.ask("GET", path).json)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_loopback_is_not_exposed(address):
    assert is_loopback(address)
    assert not Settings(listen=address).exposed


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "::", "", "10.0.0.7", "mock.test", "127.0.0.1.evil.test", "localhost."]
)
def test_anything_else_is_exposed(address):
    assert Settings(listen=address).exposed
