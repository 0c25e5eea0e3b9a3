"""What the figures were measured on, and with."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from mockserver.clock import RealClock, iso

_TOOLS = {"node": ["node", "--version"], "java": ["java", "-version"], "wrk": ["wrk", "--version"]}
_VERSION = re.compile(r"\d+(?:\.\d+)+")


def facts() -> dict[str, str | float]:
    """The machine in words and numbers; ``day`` is today, UTC, ``busy`` how many processes ran already."""
    return {
        "day": iso(RealClock().now())[:10],
        "busy": round(os.getloadavg()[0], 2),
        "cores": len(os.sched_getaffinity(0)),
        "processor": found_in(Path("/proc/cpuinfo"), r"model name\s*:\s*(.+)"),
        "memory": int(found_in(Path("/proc/meminfo"), r"MemTotal:\s*(\d+)") or 0) * 1024,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: told for name, command in _TOOLS.items() if (told := _told(command))},
    }


def found_in(file: Path, pattern: str) -> str:
    """The first group of a pattern's first place in a file; empty where there is none."""
    found = re.search(pattern, file.read_text("utf-8", "replace"))
    return found[1].strip() if found else ""


def _told(command: list[str]) -> str:
    """The version that a program tells; empty where it is not installed."""
    if shutil.which(command[0]) is None:
        return ""
    ran = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 (of our own table)
    found = _VERSION.search(ran.stdout + ran.stderr)
    return found[0] if found else ""
