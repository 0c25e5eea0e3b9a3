"""What a request line may hold, and that path, prefix and method lead nowhere but where they say."""

import pytest


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/~", None),
        ("/~/acme/notes", None),
        ("/~../acme/notes", None),
        ("/~a%20b/acme/notes", "/~a b/acme/notes"),
        ("/~%00/acme/notes", "/~\0/acme/notes"),
        ("/~x%E9/acme/notes", "/~x\xe9/acme/notes"),
        ("/~" + "a" * 65 + "/acme/notes", None),
        ("/~-x/acme/notes", None),
    ],
)
def test_a_prefix_that_is_no_name_is_refused_and_makes_no_sandbox(wire, raw, path):
    assert wire.send(raw=raw, path=path).status == 400
    assert [each.name for each in wire.world.sandboxes] == ["default"]


def test_only_the_first_prefix_counts(wire):
    assert wire.send(raw="/~a/~b/acme/notes").status == 404
    assert [each.name for each in wire.world.sandboxes] == ["default", "a"]


@pytest.mark.parametrize("raw", ["/~a", "/~a/", "/~a/?x=1"])
def test_a_prefix_alone_is_the_root_of_its_sandbox(wire, raw):
    assert wire.send(raw=raw).status == 404
    assert wire.events("a")[0].request.path == "/"


def test_a_prefix_with_only_a_query_behind_it_is_the_root_too(wire):
    wire.send(raw="/~a?x=1")

    assert wire.events("a")[0].request.target == "/?x=1"


@pytest.mark.parametrize("raw", ["/~al%69ce/acme/notes", "/~alice/acme/no%74es", "/~alice/%61cme/notes"])
def test_percent_signs_in_a_path_mean_what_they_stand_for(wire, raw):
    assert wire.send(raw=raw, path="/~alice/acme/notes").status == 200
    assert (wire.notes("alice"), wire.notes()) == ("new", "old")


@pytest.mark.parametrize("raw", ["/%7Ealice/acme/notes", "/%7ealice/acme/notes"])
def test_a_tilde_may_be_escaped(wire, raw):
    assert wire.send(raw=raw, path="/~alice/acme/notes").status == 200


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/~a%2Fb/acme/notes", "/~a/b/acme/notes"),
        ("/~a%3Fb/acme/notes", "/~a?b/acme/notes"),
        ("http://127.0.0.1?x=/acme/notes", ""),
        ("http://127.0.0.1?x=/acme/notes", "/"),
    ],
)
def test_no_two_readings_of_a_request_line(wire, raw, path):
    """Routing and the vendor must see the same path: else a filter in front sees one and we serve another."""
    assert wire.send(raw=raw, path=path).status in (400, 404)


def test_the_absolute_form_is_the_same_request(wire):
    assert wire.send(raw="http://127.0.0.1:8080/acme/notes", path="/acme/notes").status == 200
    assert wire.events()[0].request.target == "/acme/notes"


@pytest.mark.parametrize(
    "raw", ["//acme/notes", "/acme//notes", "/acme/./notes", "/acme/../acme/notes", "*", "/acme"]
)
def test_a_path_that_is_not_spelt_like_the_vendors_is_not_there(wire, raw):
    assert wire.send(raw=raw).status == 404
    assert wire.notes() == "old"


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "FROB"]
)
def test_a_method_the_vendor_has_not_is_the_vendors_405_and_never_mirrored(wire, method):
    got = wire.send(method, HTTP_X_SECRET="a secret")

    assert got.status == 405
    assert b"a secret" not in got.body
    assert (len(wire.events()), wire.notes()) == (1, "old")
    assert method != "HEAD" or got.body == b""


@pytest.mark.parametrize("value", ["a,b", "a, alice", "alice\xe9", "", "a" * 65, "../x", "a b"])
def test_a_sandbox_header_that_names_none_or_two_is_refused(wire, value):
    assert wire.send(HTTP_X_MOCK_SANDBOX=value).status == 400
    assert [each.name for each in wire.world.sandboxes] == ["default"]


@pytest.mark.parametrize(
    "host", ["-x.localhost", ".localhost", "a b.localhost:80", "\xe9.localhost", "a" * 65 + ".localhost"]
)
def test_a_host_that_names_no_sandbox_is_refused(wire, host):
    assert wire.send(HTTP_HOST=host).status == 400


def test_a_hundred_long_headers_are_kept_as_they_came(wire):
    headers = {f"HTTP_X_H{number}": "y" * 8_000 for number in range(100)}

    assert wire.send(**headers).status == 200
    assert len(wire.events()[0].request.headers.pairs) > 100


def test_headers_count_in_the_size_of_an_event(wire):
    wire.send(**{f"HTTP_X_H{number}": "y" * 8_000 for number in range(100)})

    assert wire.events()[0].size > 800_000
