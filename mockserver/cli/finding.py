"""What the words on the command line stand for: vendors by name, scenarios by file or bundled name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.cli.failing import Mistake, unknown
from mockserver.scenario.bundled import ENDINGS, bundled
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.kit import Vendor


def vendor_named(name: str) -> Vendor:
    """The vendor of that name.

    Raises:
        Mistake: there is none.
    """
    vendors = Installed()
    if name not in vendors:
        raise unknown("vendor", name, vendors)
    return vendors[name]


def scenario_file(word: str) -> Path:
    """The scenario file that a word names: a path, else a bundled name.

    Raises:
        Mistake: neither is there.
    """
    path = Path(word)
    if path.is_file():
        return path
    if path.is_dir():
        raise Mistake(f"{word} is a folder; name a scenario file in it")
    known = bundled()
    if word in known:
        return known[word]
    if path.suffix in ENDINGS or path.name != word:
        raise Mistake(f"there is no file {word}")
    raise unknown("file or bundled scenario", word, known)


def shown_path(path: Path) -> str:
    """The path as a person would write it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def leading_comment(path: Path) -> list[str]:
    """The lines of the comment that a scenario file begins with, without their marks."""
    found = []
    for line in path.read_text("utf-8", "replace").splitlines():
        if not line.startswith("#"):
            break
        found.append(line.removeprefix("#").removeprefix(" "))
    return found
