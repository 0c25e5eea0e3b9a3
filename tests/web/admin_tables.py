"""What the tests of the admin API ask: one right example for each route, and many wrong ones."""

from mockserver.callcentre.lists import CallingLists
from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.model import CallingList, Campaign, ListRecord

CALL = {"vendor": "acme", "caller": "1", "called": "2"}


def event_of(desk):
    desk.annotate()
    return desk.events[0].id


def made(desk, name="bob", **more):
    return desk.ask("POST", "/sandboxes", {"name": name, **more})


def calling_list(desk):
    lists = CallingLists(desk.sandbox.space, "acme", seed=1)
    given = (ListRecord("", 0, "1", 0, attempts=2, due=5), ListRecord("", 0, "2", 0, result="Busy"))
    lists.begin(CallingList("customers", generate=3), given, 10)
    return lists


def hanging(desk):
    return desk.ask("POST", "/rules", {"path": "*", "fault": "HANG"}).json["id"]


def staged(desk):
    """A scenario state with two states, by rules."""
    desk.ask("POST", "/rules", {"name": "opens", "path": "/acme/open", "when": {"state": {"door": ""}},
                                "sets": {"door": "open"}, "respond": {"status": 503}})  # fmt: skip


def campaign(desk):
    Campaigns(desk.sandbox.space, "acme").begin(Campaign("spring", 1, "agents", ("customers",)))


# A route is a row here, or its test fails: what must be there first, the body, the status, members.
# fmt: off
NOTHING = {"prepare": lambda desk: None, "body": None, "status": 200}
EXAMPLES = {
    ("GET",    "/"): {"members": {"routes"}},
    ("GET",    "/health"): {"members": {"status", "message", "version", "callbacksPending"}},
    ("GET",    "/version"): {"members": {"version"}},
    ("GET",    "/settings"): {"members": {"settings"}},
    ("GET",    "/ca.pem"): {"status": 404, "members": {"errors"}},
    ("GET",    "/vendors"): {"members": {"vendors"}},
    ("GET",    "/openapi.json"): {"members": {"openapi", "info", "paths"}},
    ("GET",    "/metrics"): {"type": "text/plain; version=0.0.4; charset=utf-8"},
    ("GET",    "/events"): {"prepare": event_of, "type": "text/event-stream"},
    ("POST",   "/reset"): {"members": {"reset", "cancelledCallbacks"}},
    ("GET",    "/sandboxes"): {"members": {"sandboxes"}},
    ("POST",   "/sandboxes"): {"body": {"name": "bob", "seed": 2}, "status": 201,
        "members": {"name", "scenario", "seed", "path", "host"}},
    ("GET",    "/sandboxes/<name>"): {"prepare": made, "name": "bob", "members": {"clock", "vendors"}},
    ("DELETE", "/sandboxes/<name>"): {"prepare": made, "name": "bob", "members": {"dropped"}},
    ("POST",   "/sandboxes/<name>/reset"): {"prepare": made, "name": "bob", "members": {"reset"}},
    ("GET",    "/clock"): {"members": {"kind", "millis", "now", "next"}},
    ("PUT",    "/clock"): {"body": {"now": "2026-01-02"}, "members": {"millis", "steps"}},
    ("POST",   "/clock/advance"): {"body": {"by": "1h"}, "members": {"millis", "steps", "sent"}},
    ("GET",    "/calls"): {"members": {"calls"}},
    ("POST",   "/calls"): {"body": {"vendor": "acme", "caller": "1", "called": "2"},
                                                 "status": 201, "members": {"id", "state", "script"}},
    ("GET",    "/calls/<key>"): {"prepare": lambda desk: desk.place(), "members": {"outcome"}},
    ("GET",    "/records/<vendor>"): {"vendor": "acme", "members": {"records", "meta"}},
    ("POST",   "/records/<vendor>"): {"vendor": "acme", "body": {"Id": "7", "Notes": "n"}, "status": 201,
        "members": {"Id", "Notes"}},
    ("GET",    "/records/<vendor>/<path:key>"): {"vendor": "acme", "key": "1", "members": {"Id"}},
    ("GET",    "/callbacks"): {"members": {"callbacks", "meta"}},
    ("DELETE", "/callbacks"): {"members": {"cancelled"}},
    ("POST",   "/callbacks/wait"): {"prepare": lambda desk: desk.deliver(), "body": {},
        "members": {"callbacks", "meta"}},
    ("GET",    "/callbacks/<key>"): {"prepare": lambda desk: desk.deliver(),
        "members": {"state", "attempts", "body", "url"}},
    ("DELETE", "/callbacks/<key>"): {"prepare": lambda desk: desk.pending(), "members": {"cancelled"}},
    ("POST",   "/callbacks/<key>/redeliver"): {"prepare": lambda desk: desk.deliver(), "status": 202,
        "members": {"id", "state"}},
    ("GET",    "/campaigns"): {"prepare": campaign, "members": {"campaigns"}},
    ("POST",   "/campaigns/<vendor>/<path:key>"): {"prepare": campaign, "vendor": "acme", "key": "spring",
        "body": {"order": "stop"}, "members": {"vendor", "name", "state", "lists"}},
    ("GET",    "/lists"): {"prepare": calling_list, "members": {"lists"}},
    ("GET",    "/lists/<vendor>/<path:key>"): {"prepare": calling_list, "vendor": "acme", "key": "customers",
        "members": {"records", "meta"}},
    ("GET",    "/bayeux/<vendor>"): {"vendor": "acme", "members": {"clients", "meta"}},
    ("POST",   "/bayeux/<vendor>"): {"vendor": "acme", "body": {"messages": [{"channel": "/a", "data": 1}]},
                                     "members": {"published"}},
    ("DELETE", "/bayeux/<vendor>"): {"vendor": "acme", "members": {"lost"}},
    ("DELETE", "/bayeux/<vendor>/<path:key>"): {"vendor": "acme", "members": {"lost"},
        "prepare": lambda desk: desk.shake()},
    ("GET",    "/rules"): {"members": {"rules"}},
    ("POST",   "/rules"): {"body": {"operation": "Annotate", "fault": "HANG", "ttl": "1m"}, "status": 201,
        "members": {"id", "name", "origin", "answered", "until", "ended", "rule"}},
    ("DELETE", "/rules"): {"members": {"dropped"}},
    ("DELETE", "/rules/<path:key>"): {"prepare": lambda desk: hanging(desk), "members": {"id", "answered"}},
    ("GET",    "/faults"): {"members": {"faults"}},
    ("POST",   "/faults"): {"body": {"vendor": "acme", "fault": {"delay": "2s"}, "times": 3}, "status": 201,
        "members": {"id", "rule"}},
    ("GET",    "/scenarios"): {"members": {"scenarios"}},
    ("PUT",    "/scenarios/<name>/state"): {"prepare": staged, "name": "door", "body": {"state": "open"},
        "members": set()},
    ("POST",   "/scenarios/reset"): {"members": set()},
    ("GET",    "/requests"): {"members": {"requests", "meta", "requestJournalDisabled"}},
    ("DELETE", "/requests"): {"members": set()},
    ("POST",   "/requests/reset"): {"members": set()},
    ("POST",   "/requests/count"): {"body": {}, "members": {"count", "requestJournalDisabled"}},
    ("POST",   "/requests/find"): {"body": {}, "members": {"requests", "requestJournalDisabled"}},
    ("GET",    "/requests/unmatched"): {"members": {"requests", "requestJournalDisabled"}},
    ("POST",   "/requests/wait"): {"prepare": event_of, "body": {"vendor": "acme"},
        "members": {"requests", "meta", "evicted"}},
    ("GET",    "/requests/unmatched/near-misses"): {"members": {"nearMisses", "meta"}},
    ("POST",   "/near-misses/request"): {"body": {"url": "/acme/note"}, "members": {"nearMisses", "meta"}},
    ("POST",   "/near-misses/request-pattern"): {"body": {"method": "PUT"},
        "members": {"nearMisses", "meta"}},
    ("POST",   "/requests/near-misses/request"): {"body": {"url": "/acme/note"},
        "members": {"nearMisses", "meta"}},
    ("POST",   "/requests/near-misses/request-pattern"): {"body": {"method": "PUT"},
        "members": {"nearMisses", "meta"}},
    ("GET",    "/expectations"): {"members": {"verdict", "expectations", "meta"}},
    ("POST",   "/expectations"): {"body": {"operation": "Annotate"}, "status": 201,
        "members": {"verdict", "expectations", "meta"}},
    ("POST",   "/expectations/wait"): {"body": {"timeout": "1s"},
        "members": {"verdict", "expectations", "meta"}},
    ("DELETE", "/expectations"): {"members": {"dropped"}},
    ("GET",    "/requests/<key>"): {"prepare": event_of, "members": {"request", "response", "id"}},
    ("GET",    "/mappings"): {"members": {"mappings", "meta"}},
    ("POST",   "/mappings"): {"status": 501, "members": {"errors"}},
}
# fmt: on

# What is asked wrongly. "callback" and "call" stand for the ids of one that exists.
# fmt: off
WRONG = (
    ("GET",    "/nowhere",                  None,                                     404),
    ("GET",    "/sandboxes/nobody",         None,                                     404),
    ("DELETE", "/sandboxes/nobody",         None,                                     404),
    ("POST",   "/sandboxes/nobody/reset",   None,                                     404),
    ("POST",   "/rules",                    {},                                       422),
    ("POST",   "/rules",                    {"path": "*", "falt": "HANG"},            422),
    ("POST",   "/rules",                    {"operation": "Nothing", "fault": "HANG"}, 422),
    ("POST",   "/rules",                    {"respond": {"body": "{{ nobody }}"}},    422),
    ("DELETE", "/rules/nobody",             None,                                     404),
    ("POST",   "/faults",                   {},                                       422),
    ("POST",   "/faults",                   {"fault": "HANG", "times": 0},            422),
    ("POST",   "/faults",                   {"fault": "HANG", "times": 1, "when": {}}, 422),
    ("POST",   "/sandboxes",                {},                                       422),
    ("POST",   "/sandboxes",                {"name": 5},                              422),
    ("POST",   "/sandboxes",                {"name": "../x"},                         422),
    ("POST",   "/sandboxes",                {"name": "x", "colour": "red"},           422),
    ("POST",   "/sandboxes",                {"name": "x", "seed": "7"},               422),
    ("POST",   "/sandboxes",                {"name": "x", "seed": True},              422),
    ("POST",   "/sandboxes",                {"name": "x", "vendors": []},             422),
    ("POST",   "/sandboxes",                {"name": "x", "vendors": {"nobody": {}}}, 422),
    ("POST",   "/sandboxes",                {"name": "x", "vendors": {"acme": 5}},    422),
    ("POST",   "/sandboxes",                {"name": "x", "vendors": {"acme": {"k": 1}}}, 422),
    ("POST",   "/sandboxes",                {"name": "default", "seed": None},        422),
    ("GET",    "/clock?sandbox=a%20b",      None,                                     400),
    ("POST",   "/reset?sandbox=a%20b",      None,                                     400),
    ("PUT",    "/clock",                    {"kind": "atomic"},                       422),
    ("PUT",    "/clock",                    {"kind": ["manual"]},                     422),
    ("PUT",    "/clock",                    {"now": "soon"},                          422),
    ("PUT",    "/clock",                    {"now": True},                            422),
    ("PUT",    "/clock",                    {"now": "2025-12-31"},                    409),
    ("PUT",    "/clock",                    {"now": -1},                              409),
    ("POST",   "/clock/advance",            {},                                       422),
    ("POST",   "/clock/advance",            {"by": "a while"},                        422),
    ("POST",   "/clock/advance",            {"by": "-1s"},                            422),
    ("POST",   "/clock/advance",            {"by": -1},                               422),
    ("POST",   "/clock/advance",            {"by": None},                             422),
    ("POST",   "/clock/advance",            {"by": True},                             422),
    ("POST",   "/clock/advance",            {"to": "yesterday"},                      422),
    ("POST",   "/clock/advance",            {"to": "2025-12-31T00:00:00Z"},           409),
    ("POST",   "/clock/advance",            {"by": "1s", "colour": "red"},            422),
    ("PUT",    "/clock",                    {"kind": "manual", "colour": "red"},      422),
    ("DELETE", "/clock",                    None,                                     405),
    ("PATCH",  "/nowhere",                  None,                                     404),
    ("GET",    "/calls/1",                  None,                                     404),
    ("POST",   "/calls",                    {},                                       422),
    ("POST",   "/calls",                    {"vendor": "nobody"},                     422),
    ("POST",   "/calls",                    {"vendor": "acme", "caller": "1"},        422),
    ("POST",   "/calls",                    CALL | {"caller": 1}, 422),
    ("POST",   "/calls",                    CALL | {"agent": 5}, 422),
    ("POST",   "/calls",                    CALL | {"outcome": "married"},                   422),
    ("POST",   "/calls",                    CALL | {"steps": ["rings 1s"]},                  422),
    ("POST",   "/calls",                    CALL | {"steps": ["answered", "rings 1s", "busy"]}, 422),
    ("POST",   "/calls",                    CALL | {"steps": 5}, 422),
    ("POST",   "/calls",                    CALL | {"steps": [None]},                        422),
    ("POST",   "/calls",                    CALL | {"outcom": "busy"},                       422),
    ("GET",    "/records/nobody",           None,                                     404),
    ("GET",    "/records/acme/9",           None,                                     404),
    ("GET",    "/records/acme?page=x",      None,                                     422),
    ("GET",    "/records/acme?size=-1",     None,                                     422),
    ("POST",   "/records/nobody",           {"Id": "5"},                              404),
    ("POST",   "/records/acme",             {"Id": 5},                                422),
    ("POST",   "/records/acme",             {"Id": None},                             422),
    ("POST",   "/records/acme",             {"Id": "5", "Colour": "red"},             422),
    ("GET",    "/callbacks/nobody",         None,                                     404),
    ("DELETE", "/callbacks/nobody",         None,                                     404),
    ("POST",   "/callbacks/nobody/redeliver", None,                                   404),
    ("POST",   "/callbacks/wait",           {"count": 0},                             422),
    ("POST",   "/callbacks/wait",           {"count": "2"},                           422),
    ("POST",   "/callbacks/wait",           {"timeout": "long"},                      422),
    ("POST",   "/callbacks/wait",           {"colour": "red"},                        422),
    ("POST",   "/callbacks/wait",           {"state": 5},                             422),
    ("POST",   "/campaigns/acme/nothing",   {"order": "stop"},                        404),
    ("POST",   "/campaigns/nobody/spring",  {"order": "stop"},                        404),
    ("POST",   "/campaigns/acme/spring",    {"order": "dance"},                       422),
    ("POST",   "/campaigns/acme/spring",    {},                                       422),
    ("POST",   "/campaigns/acme/spring",    {"order": "stop", "colour": "red"},       422),
    ("GET",    "/lists/acme/nothing",       None,                                     404),
    ("GET",    "/lists/nobody/customers",   None,                                     404),
    ("GET",    "/requests/nobody",          None,                                     404),
    ("GET",    "/requests?limit=x",         None,                                     422),
    ("GET",    "/requests?since=soon",      None,                                     422),
    ("POST",   "/requests/count",           {"colour": "red"},                        422),
    ("POST",   "/requests/wait",            {"colour": "red"},                        422),
    ("GET",    "/events?kinds=colour",      None,                                     422),
    ("GET",    "/events?limit=x",           None,                                     422),
    ("PUT",    "/scenarios/nobody/state",   {"state": "open"},                        404),
    ("PUT",    "/scenarios/nobody/state",   {"colour": "red"},                        422),
    ("PUT",    "/scenarios/nobody/state",   {"state": 5},                             422),
    ("POST",   "/requests/wait",            {"operation": "Annotate", "count": 0},    422),
    ("POST",   "/near-misses/request",      {},                                       422),
    ("POST",   "/near-misses/request-pattern", {"colour": "red"},                     422),
    ("POST",   "/expectations",             {},                                       422),
    ("POST",   "/expectations",             {"operation": "Nothing"},                 422),
    ("POST",   "/expectations",             {"expectations": []},                     422),
    ("POST",   "/expectations",             {"expectations": [], "name": "x"},        422),
    ("POST",   "/expectations/wait",        {"timeout": "1h"},                        422),
    ("POST",   "/expectations/wait",        {"timeot": "1s"},                         422),
    ("POST",   "/requests/find",            {"headers": {"Accept": "x"}},             422),
    ("POST",   "/mappings",                 {"request": {}},                          501),
)
# These are wrong today; each is told in the review, and its mark falls with the fault.
FAULTY = (
    ("POST",   "/clock/advance",            {"to": 10**20},                           422),
    ("POST",   "/clock/advance",            {"to": "9999-12-31T23:59:59-14:00"},      422),
    ("POST",   "/clock/advance",            {"by": 9e11},                             422),
    ("POST",   "/clock/advance",            {"by": "9" * 400 + "h"},                  422),
    ("PUT",    "/clock",                    {"now": 10**15},                          422),
    ("POST",   "/callbacks/wait",           {"timeout": "9" * 400 + "h"},             422),
    ("POST",   "/callbacks/wait",           {"state": "bogus", "timeout": "0s"},      422),
    ("POST",   "/calls",                    CALL | {"steps": ["rings " + "9" * 20 + "h", "busy"]}, 422),
    ("POST",   "/records/acme",             {},                                       422),
    ("GET",    "/callbacks?state=bogus",    None,                                     422),
)
# fmt: on
