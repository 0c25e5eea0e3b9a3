"""What tools read of the admin API: metrics for Prometheus, and the OpenAPI document."""

import re

import pytest

from mockserver.web.admin import ROUTES
from tests.web.admin_desk import admin_desk


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


def samples(desk):
    lines = desk.ask("GET", "/metrics").text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_what_was_asked_sent_and_called_is_counted_for_each_sandbox(desk):
    desk.annotate()
    desk.annotate(path="/~bob/acme/notes")
    desk.annotate(path="/~bob/acme/notes")
    desk.deliver()

    counted = samples(desk)

    assert counted["mockserver_sandboxes"] == "2"
    assert counted['mockserver_requests_total{sandbox="default"}'] == "1"
    assert counted['mockserver_requests_total{sandbox="bob"}'] == "2"
    assert counted['mockserver_callbacks_total{sandbox="default"}'] == "1"
    assert counted['mockserver_callbacks{sandbox="default",state="settled"}'] == "1"
    assert counted['mockserver_calls{sandbox="default",vendor="acme"}'] == "1"


def test_a_counter_is_not_set_back_when_the_journal_is_emptied(desk):
    desk.annotate()

    desk.ask("POST", "/requests/reset")

    assert samples(desk)['mockserver_requests_total{sandbox="default"}'] == "1"


def test_every_line_is_one_of_prometheus_text_format(desk):
    text = desk.ask("GET", "/metrics").text

    line = re.compile(
        r"# HELP [a-z_]+ .+|# TYPE [a-z_]+ (counter|gauge)"
        r'|[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9]+'
    )
    assert text.endswith("\n")
    assert [each for each in text.splitlines() if not line.fullmatch(each)] == []


def test_the_document_has_every_route_and_says_what_it_does(desk):
    paths = desk.ask("GET", "/openapi.json").json["paths"]

    rows = {(method.upper(), path) for path, row in paths.items() for method in row}
    assert rows == {
        (method, re.sub(r"<(?:path:)?(\w+)>", r"{\1}", f"/__admin{path}")) for method, path, _ in ROUTES
    }
    assert all(operation["summary"] for row in paths.values() for operation in row.values())


def test_the_parameters_of_a_path_are_named(desk):
    paths = desk.ask("GET", "/openapi.json").json["paths"]

    shown = paths["/__admin/records/{vendor}/{key}"]["get"]["parameters"]
    assert [each["name"] for each in shown if each["in"] == "path"] == ["vendor", "key"]


def test_no_two_operations_have_the_same_id(desk):
    paths = desk.ask("GET", "/openapi.json").json["paths"]

    ids = [operation["operationId"] for row in paths.values() for operation in row.values()]
    assert len(ids) == len(set(ids)) == len(ROUTES)
