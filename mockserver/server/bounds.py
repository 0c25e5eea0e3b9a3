"""What one connection may ask of the server: sizes, counts and patience.

Rule: every cap holds while bytes come in, not after; every wait has an end.
"""

from __future__ import annotations

from mockserver.frozen import frozen

LINE = 8190  # bytes a request target may have


@frozen
class Bounds:
    """Bytes, counts and seconds. Patience is looked at once a second."""

    line: int = LINE
    head: int = 64 * 1024
    fields: int = 1000
    body: int = 4 * 1024 * 1024
    pipelined: int = 64  # requests that wait for the answers before theirs
    head_time: int = 20  # from the first byte of a request to the end of its head
    body_time: int = 30  # between two pieces of a body
    idle_time: int = 75  # between two requests
    write_time: int = 60  # until a client reads on
    linger_time: int = 2  # what a client still sends after its refusal is read so long, and thrown away
