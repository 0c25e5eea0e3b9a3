"""pytest in a process of its own, with the plugin and without this project's settings."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.live.serving import ROOT, environment

PATIENCE = 180  # seconds for a whole run
PLUGINS = ("-p", "mockserver.testing.plugin", "-p", "xdist", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Ran:
    """What a run of pytest said."""

    code: int
    text: str

    def count(self, word: str) -> int:
        """How many tests ended so: passed, failed, errors."""
        found = re.search(rf"(\d+) {word}", self.text.splitlines()[-1])
        return int(found[1]) if found else 0


def run(folder: Path, *options: str, python: str = sys.executable, plugins: Sequence[str] = PLUGINS) -> Ran:
    """Run the tests of a folder."""
    own = {} if python != sys.executable else {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [python, "-m", "pytest", "-q", *plugins, "--rootdir", str(folder), *options, str(folder)],
        cwd=folder,
        env=environment(**own),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout + done.stderr)
