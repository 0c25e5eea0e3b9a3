"""The pages people read, taken apart: sections, tables, links and blocks of code."""

from __future__ import annotations

import re
from pathlib import Path

from mockserver.vendors import Installed

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
VENDORS = Installed()
VENDOR_PAGES = {name: ROOT / "mockserver" / "vendors" / name / "README.md" for name in VENDORS}
PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *VENDOR_PAGES.values(),
]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
_IN_CODE = re.compile(r"`[^`\n]+`")
_NAMED = re.compile(r"# (\S+\.(?:py|yaml|ini))\n")


def shown(path: Path) -> str:
    """A page's path as a person writes it."""
    return str(path.relative_to(ROOT))


def blocks(page: str, *languages: str) -> list[str]:
    """The blocks of code in these languages."""
    return [code for language, code in _BLOCK.findall(page) if language in languages]


def files_on(page: str) -> dict[str, str]:
    """The blocks whose first line says which file they are, by name."""
    code = blocks(page, "python", "yaml", "ini")
    return {found[1]: block for block in code if (found := _NAMED.match(block))}


def prose(page: str) -> str:
    """The page without its blocks of code."""
    return _BLOCK.sub("", page)


def headings(page: str) -> list[tuple[str, str]]:
    """Each heading's marks and text."""
    return _HEADING.findall(prose(page))


def anchors(page: str) -> set[str]:
    """What a link may name behind ``#``, as code hosts make it of headings."""
    bare = (re.sub(r"[^\w\- ]", "", text.lower()) for _, text in headings(page))
    return {text.replace(" ", "-") for text in bare}


def links(page: str) -> list[str]:
    """Where the page's links lead."""
    return _LINK.findall(_IN_CODE.sub("", prose(page)))


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next heading of any kind."""
    # A comment in a block of code looks like a heading; blocks keep their length, so places stay the same.
    outline = _BLOCK.sub(lambda block: "." * len(block[0]), page)
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", outline, re.DOTALL | re.MULTILINE)
    return page[slice(*found.span(1))] if found else ""


def rows(text: str) -> list[str]:
    """The first cells of the tables in a text."""
    return [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| `")]


def words(cell: str) -> list[str]:
    """What stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def try_it(scenario: Path) -> str:
    """The shell lines in the comment that a scenario file begins with: those indented under "Try it"."""
    lines = scenario.read_text("utf-8").splitlines()
    comment = [line for line in lines[: _first_key(lines)] if line.startswith("#")]
    return "\n".join(line.removeprefix("#   ") for line in comment if line.startswith("#   ")) + "\n"


def _first_key(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
