"""Links between pages lead somewhere, and no page names the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, shown

BY_NAME = {shown(path): path for path in PAGES}
INTERNAL = [
    (name, link)
    for name, path in BY_NAME.items()
    for link in links(path.read_text("utf-8"))
    if "://" not in link
]


@pytest.mark.parametrize(("page", "link"), INTERNAL, ids=lambda value: value)
def test_an_internal_link_leads_to_a_file_and_a_heading(page, link):
    file, _, anchor = link.partition("#")
    target = (BY_NAME[page].parent / file).resolve() if file else BY_NAME[page]

    assert target.is_file(), f"{page}: no file {file}"
    assert target.is_relative_to(ROOT)
    assert not anchor or anchor in anchors(target.read_text("utf-8")), f"{page}: no heading {link}"


@pytest.mark.parametrize("page", BY_NAME)
def test_a_page_names_no_path_of_a_machine(page):
    assert not re.search(r"/(work|home|root|Users|tmp)/", BY_NAME[page].read_text("utf-8"))


@pytest.mark.parametrize("page", [*BY_NAME, *(shown(path) for path in (ROOT / "scenarios").glob("*.yaml"))])
def test_a_page_ends_in_one_newline_and_has_no_trailing_spaces(page):
    text = (ROOT / Path(page)).read_text("utf-8")

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
