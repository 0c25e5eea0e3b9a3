"""A scenario with all that it names, in one value: what ``POST /__admin/sandboxes`` makes a sandbox of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver.scenario.facts import Vendors
from mockserver.scenario.load import NO_VARIABLES, load
from mockserver.scenario.source import SCENARIO_CAP, text_of


class _Asked(Mapping[str, str]):
    """An environment that notes what it was asked for: no more of it leaves this machine."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.told: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        self.told[name] = self._environ[name]
        return self.told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


def packed(
    path: Path,
    vendors: Vendors,
    variables: Mapping[str, str] = NO_VARIABLES,
    environ: Mapping[str, str] = os.environ,
) -> dict[str, Any]:
    """``text``, ``file``, ``files``, ``variables`` and ``environ`` of a scenario file, all as JSON has them.

    Raises:
        ScenarioMistake: it cannot be used; all its mistakes are there.
    """
    files: dict[str, str] = {}
    asked = _Asked(environ)
    load(path, vendors, variables=variables, environ=asked, notes=files)
    text = text_of(path, SCENARIO_CAP)
    given = {"variables": dict(variables), "environ": asked.told}
    return {"text": text, "file": str(path), "files": files, **given}
