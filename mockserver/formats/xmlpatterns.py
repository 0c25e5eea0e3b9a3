"""What a plain XML document is made of, as patterns; beside expat, for bodies that need none of its care.

Rule: whatever matches is well-formed, safe, and means to expat the same as to the pattern. In doubt a pattern
does not match, and the body goes to ``xmltree``. Time is linear: a run of characters is possessive, and a
repeated group begins with a character that nothing after it begins with, so going back finds nothing to try.
Groups are not possessive: before Python 3.11.5 that goes wrong where there is a choice inside.
"""

from __future__ import annotations

import re

from .base import Limits

BLANKS = r"[ \t\n\r]*+"
NAME = r"[A-Za-z_][A-Za-z0-9_.-]*+"
TEXT = r"[^\x00-\x08\x0b-\x1f&<>\ufffe\uffff]*+"  # no \r, which would be read as \n; no >, because of ]]>
TEXT_WITH_ENTITIES = rf"{TEXT}(?:&(?:amp|apos|gt|lt|quot);{TEXT})*"
_UTF8 = r'(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?'
DECLARATION = rf'(?:<\?xml version="1\.0"{_UTF8} ?+\?>)?{BLANKS}'

_MOST_BYTES = 64 * 1024
_FEWEST_BYTES = 4  # that an element takes, or an attribute: no body holds more nodes than this allows
_ENTITY = re.compile("&([a-z]+);")
_ENTITIES = {"amp": "&", "apos": "'", "gt": ">", "lt": "<", "quot": '"'}


def is_within(limits: Limits, body: bytes, depth: int) -> bool:
    """Tell whether a body is small, and no cap can be reached where it nests as deep as `depth`."""
    size = len(body)
    return (
        size <= _MOST_BYTES
        and size <= limits.size
        and size <= limits.nodes * _FEWEST_BYTES
        and depth <= limits.depth
    )


def unescaped(text: str) -> str:
    """Put what the entities in text stand for; `text` has matched ``TEXT_WITH_ENTITIES``."""
    return _ENTITY.sub(_meant, text) if "&" in text else text


def _meant(match: re.Match[str]) -> str:
    return _ENTITIES[match[1]]
