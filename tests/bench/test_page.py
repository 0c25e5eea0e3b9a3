"""The page and its picture are made of the findings, and of nothing else."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from mockserver.bench.page import page, shortened
from mockserver.bench.plot import decades, draw, nice_scale
from tests.bench.made_up import findings
from tests.docs.pages import ROOT, headings

DOCS = ROOT / "docs"


def texts(picture: str) -> list[str]:
    root = ElementTree.fromstring(picture)  # noqa: S314 (our own picture)
    return [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_page_of_the_documentation_is_what_its_raw_figures_give():
    data = json.loads((DOCS / "benchmarks.json").read_text("utf-8"))

    assert (DOCS / "benchmarks.md").read_text("utf-8") == page(data, "benchmarks")
    assert (DOCS / "benchmarks.svg").read_text("utf-8") == draw(data)


def test_the_servers_stand_in_the_order_of_their_speed():
    rows = re.findall(r"^\| (\w+) \| 1\.0 \|", page(findings(), "benchmarks"), re.MULTILINE)

    assert rows == ["Mockserver", "Stubby", "Wiremock"]


def test_a_table_has_as_many_cells_in_every_row():
    tables = re.findall(r"(?:^\|.*\n)+", page(findings(), "benchmarks"), re.MULTILINE)

    assert tables
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_what_could_not_be_measured_is_told_with_its_reason():
    data = findings()
    data["problems"] = {"wiremock": "java is not installed"}
    data["unserved"] = {"stubby": {"xml": "0 answers"}}
    data["delayed"]["wiremock"] = {"problem": "too slow"}
    data["failed"] = {"held": "CannotLoad: closed"}

    told = page(data, "benchmarks")

    for line in (
        "| Wiremock | java is not installed |",
        "| Stubby, XML | 0 answers |",
        "| Wiremock, delayed | too slow |",
        "| held | CannotLoad: closed |",
    ):
        assert line in told


def test_a_reason_names_no_path_of_the_machine():
    assert shortened('File "/home/me/app/x.py", line 3: no /etc/y') == 'File "x.py", line 3: no y'


def test_a_part_that_was_not_measured_has_no_heading():
    data = findings()
    del data["endurance"]

    titles = [title for _, title in headings(page(data, "benchmarks"))]

    assert "Many at once" in titles
    assert "Half a million requests" not in titles
    assert "What could not be measured" not in titles


def test_the_picture_names_every_server_with_its_rate_and_its_p99():
    shown = texts(draw(findings()))

    for name, rate, p99 in (("Mockserver", "22,000", "4.0"), ("Wiremock", "4,000", "90.0")):
        assert {name, rate, p99} <= set(shown)


def test_the_longest_bar_is_the_fastest_servers_and_fits():
    picture = draw(findings())
    bars = [float(width) for width in re.findall(r'<rect class="\w+" x="190" .*? width="([\d.]+)"', picture)]

    assert bars == sorted(bars, reverse=True)
    assert bars[0] <= 400


def test_a_name_with_markup_does_not_break_the_picture():
    data = findings()
    data["servers"]["stubby"]["title"] = "<b>&"

    assert "<b>&" in texts(draw(data))


@pytest.mark.parametrize(
    ("most", "expected"), [(22_000, (10_000, 30_000)), (4_900, (2_000, 6_000)), (3, (1, 3)), (0, (1, 1))]
)
def test_a_scale_goes_in_round_steps_beyond_the_greatest_value(most, expected):
    assert nice_scale(most) == expected


@pytest.mark.parametrize(
    ("values", "expected"), [([4, 90], (0, 2)), ([10], (1, 2)), ([], (0, 1)), ([0, 0.2], (-1, 0))]
)
def test_a_logarithmic_scale_goes_by_powers_of_ten(values, expected):
    assert decades(values) == expected
