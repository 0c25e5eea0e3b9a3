"""The page and its diagram: whole, self-contained, and nothing in it that runs."""

import re
from html.parser import HTMLParser

from mockserver.frozen import replaced
from mockserver.report.model import Case, Outcome, Report, Step
from mockserver.report.page import page
from mockserver.report.sequence import MOST, svg
from tests.report.reports import EMPTY, EVIL, MIXED

NOT_ALLOWED = {"script", "iframe", "object", "embed", "link", "img", "base", "form", "a"}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text between."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_hostile_text_stays_text():
    elements = Elements(page(EVIL))

    assert not {tag for tag, _ in elements.found} & NOT_ALLOWED
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert any("<script>alert(1)</script>" in text for text in elements.text)


def test_a_page_needs_no_other_file_and_lets_nothing_be_fetched():
    text = page(MIXED)

    assert "default-src 'none'" in text
    assert not re.search(r"""(src|href)=|url\(|@import""", text.replace("http://www.w3.org/2000/svg", ""))


def test_a_page_says_the_verdict_the_reasons_and_the_sequence():
    text = "".join(Elements(page(MIXED)).text)

    for said in ("1 of 3 passed; 1 failed, 1 inconclusive", "one came, two are wanted", "POST /a", "1.500 s"):
        assert said in text


def test_a_page_of_nothing_says_so():
    text = page(EMPTY)

    assert "Nothing was expected." in text
    assert "Nothing was exchanged." in text


def test_an_arrow_leads_from_who_spoke_to_who_was_spoken_to():
    drawn = svg(MIXED.steps)
    lanes = dict(re.findall(r'<text class="who" x="(\d+)"[^>]*>(\w+)<', drawn))
    arrows = re.findall(r'<line x1="(\d+)" y1="\d+" x2="(\d+)"', drawn)

    assert [(lanes[start], lanes[end]) for start, end in arrows] == [
        ("application", "acme"),
        ("acme", "application"),
    ]


def test_a_diagram_that_nobody_would_read_ends_and_the_page_says_so():
    steps = tuple(Step(at, "application", "acme", "POST /a") for at in range(MOST + 7))

    assert svg(steps).count("<title>") == MOST
    assert "7 later steps are not drawn" in page(replaced(MIXED, steps=steps))


def test_what_would_turn_or_move_text_is_spelt_out():
    turned = "\x1b[31mred \u202eback\x00 \ud800"

    text = page(Report(turned, (Case("a", Outcome.FAIL, reason=turned),), (Step(1, turned, "b", turned),)))

    assert not [letter for letter in "\x1b\u202e\x00\ud800" if letter in text]
    assert "\\u202eback" in text
