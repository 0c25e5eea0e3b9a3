"""Every admin route is in docs/admin.md, and its curl lines are answered as printed there, in process."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import flask
import pytest

from mockserver.app import app_of, make_world
from mockserver.callbacks.delivery import Attempt, Delivery
from mockserver.callbacks.dispatcher import Dispatcher
from mockserver.callbacks.sender import Seats
from mockserver.clock import DAWN
from mockserver.settings import Settings
from mockserver.web.admin import ROUTES
from mockserver.web.waiting import Waiting
from mockserver.web.world import World
from tests.docs.pages import ROOT, VENDORS, blocks, headings, section

PAGE = (ROOT / "docs" / "admin.md").read_text("utf-8")
CUT = "…"  # on the page: and more


def heading(method: str, path: str) -> str:
    """A route as the page's headings have it: a bare < would be HTML."""
    return f"{method} /__admin{path}".replace("<", "\\<")


HEADINGS = [text for marks, text in headings(PAGE) if marks == "###"]


class Accepted:
    """Sends nowhere; every callback is accepted as Huawei's clients do it."""

    def __init__(self) -> None:
        self.seats = Seats()

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, delivery: Delivery) -> Attempt:
        return Attempt(1, DAWN, 200, body=b'{"retCode":"0","retMsg":"success"}')


@dataclass
class Asked:
    """One curl line."""

    url: str
    method: str = "GET"
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str | None = None


def asked(line: str) -> Asked:
    """What a curl line asks; it may have -s, -X, -H and -d."""
    words = iter(shlex.split(line))
    assert next(words) == "curl"
    found = Asked("")
    for word in words:
        if word == "-X":
            found.method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            found.headers.append((name, value))
        elif word == "-d":
            found.method, found.body = "POST" if found.method == "GET" else found.method, next(words)
        elif word != "-s":
            found.url = word
    return found


def lines_of(text: str) -> list[str]:
    return text.replace("\\\n", " ").strip().splitlines()


@pytest.fixture
def http():
    settings = Settings(scenarios=(str(ROOT / "scenarios" / "quickstart.yaml"),))
    world = make_world(settings, VENDORS)
    dispatcher = Dispatcher(world.sandboxes.__iter__, Accepted())
    try:
        yield app_of(World(settings, VENDORS, world.sandboxes, dispatcher, Waiting(dispatcher))).test_client()
    finally:
        dispatcher.stop()


def answer(http: Any, line: str) -> flask.Response:
    what = asked(line)
    place = urlsplit(what.url)
    assert place.netloc == "127.0.0.1:8080"
    return http.open(
        f"{place.path}?{place.query}" if place.query else place.path,
        method=what.method,
        headers=[("Host", place.netloc), *what.headers],
        data=what.body,
    )


def status_told(text: str) -> int:
    """The status that a section names; 200 if it names none."""
    found = re.search(r"Answered (\d{3})", text)
    return int(found[1]) if found else 200


def likeness(told: Any, given: Any, at: str = "") -> list[str]:
    """Where an answer has other members, or members of another kind, than the page says."""
    if isinstance(told, dict) and isinstance(given, dict):
        strangers = set(told) - {CUT} ^ set(given) if CUT not in told else set(told) - {CUT} - set(given)
        return [f"{at}/{name}" for name in strangers] + [
            slip
            for name in set(told) & set(given)
            if name != "headers"
            for slip in likeness(told[name], given[name], f"{at}/{name}")
        ]
    if isinstance(told, list) and isinstance(given, list):
        items = [item for item in told if item != CUT]
        if len(items) > len(given) or (given and not items):
            return [f"{at}: {len(items)} on the page, {len(given)} given"]
        pairs = zip(items, given, strict=False)
        return [
            slip
            for number, (one, other) in enumerate(pairs)
            for slip in likeness(one, other, f"{at}/{number}")
        ]
    return (
        []
        if type(told) is type(given) or None in (told, given)
        else [f"{at}: {told!r} on the page, {given!r} given"]
    )


def slips_in(text: str, reply: flask.Response) -> list[str]:
    """Where an answer is not as its section prints it."""
    printed = blocks(text, "json")
    return (
        likeness(json.loads(printed[0]), reply.json)
        if printed
        else missing(blocks(text, "text")[0], reply.text)
    )


def missing(told: str, given: str) -> list[str]:
    """The printed lines that an answer has not, in their order; a line that is cut is how one begins."""
    lines = iter(given.splitlines())
    wanted = [line.partition(CUT) for line in told.splitlines()]
    return [
        begin + cut
        for begin, cut, _ in wanted
        if not any(line == begin or (cut and line.startswith(begin)) for line in lines)
    ]


@pytest.mark.parametrize("route", [heading(method, path) for method, path, _ in ROUTES])
def test_a_route_has_its_section_with_a_curl_line_and_an_answer(route):
    assert HEADINGS.count(route) == 1
    text = section(PAGE, route)
    assert len(blocks(text, "bash")) == 1
    assert len(blocks(text, "json", "text")) == 1


def test_the_page_has_no_route_that_there_is_not():
    assert set(HEADINGS) == {heading(method, path) for method, path, _ in ROUTES}


@pytest.mark.parametrize("route", HEADINGS)
def test_the_curl_line_of_a_section_asks_for_its_route(route):
    method, _, path = route.replace("\\", "").partition(" ")
    pattern = re.sub(r"<path:\w+>", ".+", path)
    pattern = re.sub(r"<\w+>", "[^/]+", pattern)

    last = asked(lines_of(blocks(section(PAGE, route), "bash")[0])[-1])

    assert last.method == method
    assert re.fullmatch(pattern, urlsplit(last.url).path)


def test_the_curl_lines_from_top_to_bottom_are_answered_as_printed(http):
    slips = []

    for route in HEADINGS:
        text = section(PAGE, route)
        replies = [answer(http, line) for line in lines_of(blocks(text, "bash")[0])]
        *before, last = replies
        slips += [f"{route}: {reply.status}" for reply in before if reply.status_code not in (200, 201)]
        if last.status_code != status_told(text):
            slips.append(f"{route}: {last.status}")
        slips += [f"{route}: {slip}" for slip in slips_in(text, last)]

    assert slips == []
