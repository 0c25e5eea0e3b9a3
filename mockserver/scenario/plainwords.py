"""What a plain word of YAML means: the core schema of YAML 1.2."""

from __future__ import annotations

import re

_LONGEST_NUMBER = 64
# fmt: off
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}
_NUMBERS = (  # YAML 1.2, core schema
    (re.compile(r"[-+]?[0-9]+"),      int),
    (re.compile(r"0o[0-7]+"),         lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"),   lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)
# fmt: on


def resolved(text: str) -> str | int | float | bool | None:
    """What a plain word means."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER or text[0] not in "+-.0123456789":
        return text
    return next((made(text) for pattern, made in _NUMBERS if pattern.fullmatch(text)), text)
