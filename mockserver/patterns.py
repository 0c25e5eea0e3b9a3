"""Regular expressions of other people's modules, compiled when they are first asked.

Rule: for what is imported at every start and asked in few. One pattern of marshmallow's,
for domains of mail, takes a tenth of a start; no vendor so far has an address of mail.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

_compile: Any = re.compile


class LatePattern:
    """Stands for a compiled pattern in a class of a module that asks it by its methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    @cached_property
    def _pattern(self) -> Any:
        return _compile(*self._source)

    def __getattr__(self, name: str) -> Any:
        """What the pattern itself has; Python asks the values of a class for marks that no pattern bears."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._pattern, name)


@contextmanager
def late_patterns_of(*modules: str) -> Iterator[None]:
    """Let modules that are imported here for the first time compile their patterns later."""

    def compile_late(pattern: Any, flags: int = 0) -> Any:
        is_meant = sys._getframe(1).f_globals.get("__name__") in modules
        return (LatePattern if is_meant else _compile)(pattern, flags)

    re.compile = compile_late
    try:
        yield
    finally:
        re.compile = _compile
