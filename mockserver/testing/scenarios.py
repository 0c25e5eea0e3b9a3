"""The scenario that a test names, as it is sent to the server: its text, and the files it names.

Rule: a file is read once a run, by the loader of the server itself, so its mistakes have their places.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mockserver.frozen import frozen
from mockserver.scenario.bundled import bundled
from mockserver.scenario.folder import Given
from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake, nearest
from mockserver.scenario.packing import packed
from mockserver.scenario.variables import TARGET
from mockserver.vendors import Installed

Variables = tuple[tuple[str, str], ...]  # hashable, so that what was read is found again


class CannotUse(Exception):
    """A scenario cannot be used; the text has a line a mistake."""


@frozen
class Sent:
    """What ``POST /__admin/sandboxes`` takes of a scenario."""

    body: Mapping[str, Any]
    is_verified: bool  # whether what it expects is verified without being asked for


def sent(
    word: str | Path, variables: Mapping[str, object], target: str | None, near: tuple[Path, ...]
) -> Sent:
    """A scenario: its text (more than one line), its file (looked for in these folders), or a bundled name.

    What a bundled one expects is verified only if somebody asks: it is a world to do anything in.

    ``target`` is where the application listens: the variable of that name, and where callbacks go.

    Raises:
        CannotUse: there is no such scenario, or it has mistakes.
    """
    given = {name: str(value) for name, value in variables.items()}
    if target is not None:
        given.setdefault(TARGET, target)
    held = tuple(sorted(given.items()))
    is_text = isinstance(word, str) and "\n" in word
    try:
        return _of_text(str(word), held) if is_text else _of_file(_found(word, near), held)
    except ScenarioMistake as why:
        raise CannotUse("\n".join(map(str, why.mistakes))) from why


@cache
def _found(word: str | Path, near: tuple[Path, ...]) -> Path:
    for folder in near:
        if (folder / word).is_file():
            return folder / word
    known = bundled()
    if str(word) not in known:
        beside = [file.name for folder in near for file in folder.glob("*.y*ml")]
        hint = nearest(str(word), [*known, *beside])
        ask = f"; did you mean {hint}?" if hint else ""
        looked = ", ".join(dict.fromkeys(map(str, near)))
        raise CannotUse(f"no file and no bundled scenario is called {str(word)!r}{ask} (looked in {looked})")
    return known[str(word)]


@cache
def _of_file(path: Path, variables: Variables) -> Sent:
    body = packed(path, Installed(), dict(variables))
    return Sent(body, path not in bundled().values() and _expects(body))


@cache
def _of_text(text: str, variables: Variables) -> Sent:
    body = {
        "text": text,
        "file": "scenario of the test",
        "files": {},
        "variables": dict(variables),
        "environ": {},
    }
    return Sent(body, _expects(body))


def _expects(body: Mapping[str, Any]) -> bool:
    """Whether the scenario expects anything of the application."""
    given = {"variables": body["variables"], "environ": body["environ"]}
    return bool(loads(body["text"], body["file"], Given(body["files"]), Installed(), **given).expectations)
