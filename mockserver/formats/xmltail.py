"""What stands behind the root of an XML document, looked at as .NET's reader does: one node, and no more.

Rule: where the reader is, in its words, is counted from what it still holds, and that is nothing here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .base import CannotDecode

if TYPE_CHECKING:
    from .xmltree import Element

PROCESSING = "Processing instructions (other than the XML declaration) and DTDs are not supported."
NOT_ROOT = "The data at the root level is invalid."
DOCTYPE = "CData elements not valid at top level of an XML document. Line 1, position 3."
_TAIL = re.compile(rb"(?:[ \t\n\r]|<!--(?:[^-]|-[^-])*-->)")
# What .NET says of the node behind the root by how it begins; it has let go of all before.
_AFTER = (
    (b"<?", f"{PROCESSING} Line 1, position 2."),
    (b"<!", DOCTYPE),
    (b"<", "There are multiple root elements. Line 1, position 2."),
    (b"", f"{NOT_ROOT} Line 1, position 1."),
)


def check_tail(data: bytes, root: Element, end: int) -> None:
    """Look at the one node behind the root that .NET's reader moves on to, and at no more."""
    start = _tail_start(data, root, end)
    if start == len(data) or _TAIL.match(data, start):
        return
    raise CannotDecode(next(words for begins, words in _AFTER if data.startswith(begins, start)))


def _tail_start(data: bytes, root: Element, end: int) -> int:
    """Expat says where an end tag starts, but where an empty element ends."""
    is_empty_tag = data.startswith(b"/>", end - 2) and not (root.children or root.pieces)
    return end if is_empty_tag else data.index(b">", end) + 1
