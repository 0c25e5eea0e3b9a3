"""The straight way to a vendor and the way through Flask give the same answer, to the byte.

Rule: two worlds of one seed are asked the same, one by each way; not only the answers are the same in the
end, but all that is remembered. The requests are bytes, read as the server reads them.
"""

from itertools import count, islice

import pytest

from mockserver.reply import Reply
from mockserver.server.heads import framed, has_body
from mockserver.server.inbound import Inbound
from mockserver.server.repeats import Repeats
from mockserver.web.lane import Lane, routes_of_map, routes_of_tables
from tests.server.reading import BOUNDS
from tests.thorough import THOROUGH
from tests.vendors.conformance_bodies import NAMES, Sent, hostile
from tests.vendors.conformance_tongues import path_of, valid
from tests.vendors.conformance_world import Ground, all_cases, all_vendors, share

CASES = tuple(all_cases())
ROWS = tuple({(case.vendor.name, case.row.name): case for case in CASES}.values())
ONE_OF_EACH = tuple({case.vendor.name: case for case in CASES}.values())  # where no operation is asked
ACCEPTS = (
    "application/json",
    "application/xml",
    None,
    "text/csv",
    "text/html",
    "image/png;q=nan",
    "\xff;;,\x80",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "LINK")
PREFIXES = ("/~alice", "/%7Ealice", "/~", "/~a%20b", "/~%zz", "http://else.where", "/~alice/~bob")
HOSTS = ("bob.localhost", "bob.localhost:80", "BOB.localhost", "[::1]:1", "")
QUERIES = ("%00", "=", "&&&=&", "%", "a=1#", "format=xml&format=json", "a=%ff", "?" * 50)
MARKS = ("%2F", "//", "/../", "/./", ";a=b/", "/%00", "/%C3%A9/", "/%E9/", "/%ud800/")
MEMBERS = None if THOROUGH else 1  # of those that a row about types goes through
DATE = b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"


class Way:
    """A world, and a way to it."""

    def __init__(self, *, straight):
        self.ground = Ground(all_vendors())
        if not straight:
            self.ground.app.before_request(lambda: None)  # somebody wants to see every request
        self.lane = Lane(routes_of_map(self.ground.app), lambda: self.ground.app.wsgi_app)

    def ask(self, data):
        """What goes out for these bytes, in lines, and the body."""
        arrived = []
        inbound = Inbound(Repeats(BOUNDS), "http", "127.0.0.1", arrived.append, lambda: None)
        inbound.feed(data)
        (one,) = arrived
        reply = self.lane(one.request)
        assert isinstance(reply, Reply)
        lines = framed(reply, DATE, keep=one.keep, length=len(reply.body)).split(b"\r\n")
        body = reply.body if has_body(one.request.method, reply) else b""
        return [lines[0], *sorted(lines[1:])], fields_of(reply), body, reply.ending


def fields_of(reply):
    """Its own fields in their order; where the length stands among them means nothing."""
    return [field for field in reply.headers if field[0] != "Content-Length"]


@pytest.fixture(scope="module")
def ways():
    return Way(straight=True), Way(straight=False)


@pytest.fixture
def compare(ways):
    """Says of all requests at once which of them are answered differently."""
    straight, by_flask = ways
    for way in ways:
        way.ground.reset()
    wrong = []

    def ask(data):
        one, other = straight.ask(data), by_flask.ask(data)
        if one != other:
            wrong.append(f"{data[:200]!r}\n  straight: {one!r:.600}\n  by Flask: {other!r:.600}")

    yield ask
    assert not wrong, f"{len(wrong)} differ\n" + "\n".join(wrong[:5])
    assert straight.ground.rows() == by_flask.ground.rows()


def request(row, sent, accept=None, query="", method=None, path="", host="127.0.0.1:8080"):
    """The bytes of a request."""
    target = (path or path_of(row)) + (f"?{query}" if query else "")
    fields = {
        "Host": host,
        "Accept": accept,
        "Content-Type": sent.content_type,
        "Content-Encoding": sent.encoding,
        "Content-Length": str(len(sent.body)),
    }
    lines = [f"{method or row.method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + sent.body


def right(case):
    return Sent(valid(case.tongue, case.row), case.tongue.media_type)


def test_every_operation_has_a_straight_way(ways):
    straight, by_flask = (way.lane for way in ways)

    assert all(straight._view(path_of(case.row)) for case in CASES)
    assert not any(by_flask._view(path_of(case.row)) for case in CASES)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_sent_is_answered_the_same_by_both(compare, name):
    number = NAMES.index(name)
    turns = count(number)

    for case in share(CASES, number):
        for sent in islice(hostile(name, case.tongue, case.row), MEMBERS):
            compare(request(case.row, sent, ACCEPTS[next(turns) % len(ACCEPTS)]))


@pytest.mark.parametrize("accept", ACCEPTS, ids=str)
def test_a_right_request_is_answered_the_same_by_both_in_every_format(compare, accept):
    for case in share(CASES, ACCEPTS.index(accept)):
        compare(request(case.row, right(case), accept))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_answered_the_same_by_both(compare, method):
    for case in share(ROWS, METHODS.index(method)):
        compare(request(case.row, right(case), method=method))
        compare(request(case.row, right(case), method=method, path=f"{path_of(case.row)}/"))
    for case in ONE_OF_EACH:
        for path in (f"{case.vendor.mounts[0]}/no/such/thing", "/nobody/is/here", "/"):
            compare(request(case.row, right(case), method=method, path=path))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_sandbox_is_found_by_both(compare, prefix):
    for case in share(ROWS, PREFIXES.index(prefix)):
        compare(request(case.row, right(case), path=prefix + path_of(case.row)))


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_is_understood_by_both(compare, host):
    for case in share(ROWS, HOSTS.index(host)):
        compare(request(case.row, right(case), host=host))


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_understood_by_both(compare, query):
    for case in share(ROWS, QUERIES.index(query)):
        compare(request(case.row, right(case), query=query.replace("#", "%23")))


@pytest.mark.parametrize("mark", MARKS)
def test_an_odd_path_is_understood_by_both(compare, mark):
    for case in share(ROWS, MARKS.index(mark)):
        path = path_of(case.row)
        for odd in ("/" + path[1:].replace("/", mark, 1), path + mark, path.rpartition("/")[0] + mark + "x"):
            compare(request(case.row, right(case), path=odd))


def test_the_routes_are_the_same_before_there_is_an_application():
    ground = Ground(all_vendors())
    late, made = routes_of_tables(ground.world), routes_of_map(ground.app)

    assert names_of(late.exact.items()) == names_of(made.exact.items())
    assert names_of(late.below) == names_of(made.below)


def names_of(rows):
    return [(path, view.__name__) for path, view in sorted(rows, key=lambda row: row[0])]
