"""Where the peers are that ``make bench`` installs: npm packages, and Python packages in their own place."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mockserver.bench.contestants import NotHere


def program(name: str) -> str:
    """A program of this machine.

    Raises:
        NotHere: it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise NotHere(f"{name} is not installed")
    return found


def in_package(peers: Path, package: str, file: str) -> str:
    """A file of an npm package; the file may be a pattern.

    Raises:
        NotHere: the package is not installed.
    """
    found = sorted((peers / "node_modules" / package).glob(file))
    if not found:
        raise NotHere(f"npm package {package} is not installed (make bench installs it)")
    return str(found[0])


def npm_version(package: str) -> Callable[[Path], str]:
    """What tells the version of an npm package."""
    return lambda peers: str(
        json.loads(Path(in_package(peers, package, "package.json")).read_bytes())["version"]
    )


ENVIRONMENT = Path(sys.prefix, "peers")  # beside our own packages, apart from them


def python() -> str:
    """The Python that has the Python peers.

    Raises:
        NotHere: it was not made.
    """
    found = ENVIRONMENT / "bin" / "python"
    if not found.exists():
        raise NotHere("the Python peers are not installed (make bench installs them)")
    return str(found)


def python_version(package: str) -> Callable[[Path], str]:
    """What tells the version of a Python package."""

    def version(_peers: Path) -> str:
        found = sorted(ENVIRONMENT.glob(f"lib/python*/site-packages/{package}-*.dist-info"))
        if not found:
            raise NotHere(f"Python package {package} is not installed (make bench installs it)")
        return found[0].name.removesuffix(".dist-info").rpartition("-")[2]

    return version
