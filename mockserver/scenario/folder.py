"""Where the files that a scenario names come from: a folder on the disk, or texts that came with it.

Rule: nothing leads out of a folder, by itself or by a link; what a request brought with it
is looked for in what it brought, never on the disk.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from mockserver.frozen import frozen, replaced
from mockserver.scenario.mistakes import ScenarioMistake, nearest
from mockserver.scenario.source import text_of


class FileMissing(LookupError):
    """There is no such file; ``nearest`` is the name most like it, empty where none is."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.nearest = near


@frozen
class Source:
    """A file that was found."""

    file: str  # as messages call it
    text: str
    folder: Folder | None  # where the files it names lie


class Folder(Protocol):
    """Where files lie that a scenario may name."""

    def find(self, name: str, cap: int) -> Source | None:
        """The file of that name, of ``cap`` bytes at the most; None where the name leads out of the folder.

        Raises:
            FileMissing: there is none.
            ScenarioMistake: it cannot be read.
        """
        ...


@frozen
class Disk:
    """A folder on the disk."""

    path: Path

    def find(self, name: str, cap: int) -> Source | None:
        """The file of that name."""
        path = self._inside(name)
        if path is None:
            return None
        try:
            return Source(str(path), text_of(path, cap), Disk(path.parent))
        except ScenarioMistake as why:
            if path.is_file():
                raise
            raise FileMissing(why.mistakes[0].nearest) from None

    def _inside(self, name: str) -> Path | None:
        if os.path.isabs(name):  # even of a file that lies inside: a scenario is moved with its folder
            return None
        path = Path(os.path.normpath(self.path / name))
        try:
            # A link on the way is followed before `..` is: only resolving says where a name leads.
            is_inside = (self.path / name).resolve().is_relative_to(self.path.resolve())
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name with a NUL in it
            return None
        return path if name and is_inside else None


@frozen
class Given:
    """Texts by name, as a request brought them; ``at`` is the folder among them. Its size bounds theirs."""

    files: Mapping[str, str]
    at: str = ""

    def find(self, name: str, cap: int) -> Source | None:
        """The text of that name."""
        key = posixpath.normpath(posixpath.join(self.at, name)) if name else ".."
        if posixpath.isabs(key) or posixpath.relpath(key, self.at or ".").split("/")[0] == "..":
            return None
        if key not in self.files:
            raise FileMissing(nearest(key, self.files))
        return Source(key, self.files[key], replaced(self, at=posixpath.dirname(key)))


@frozen
class Noted:
    """A folder whose files are noted as they are asked for: by name, with what they hold."""

    folder: Folder
    notes: dict[str, str]
    at: str = ""

    def find(self, name: str, cap: int) -> Source | None:
        """The file of that name."""
        key = posixpath.normpath(posixpath.join(self.at, name))
        self.notes[key] = ""  # it may be missing now and be there when somebody looks again
        found = self.folder.find(name, cap)
        if found is None or found.folder is None:
            return found
        self.notes[key] = found.text
        return replaced(found, folder=Noted(found.folder, self.notes, posixpath.dirname(key)))
