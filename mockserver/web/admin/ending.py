"""What waits is told when its sandbox comes to an end: reset, dropped, or made anew.

Rule: nobody waits on in a world that nothing happens in any more.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.reply import Held
from mockserver.sandbox import Sandbox
from mockserver.web.admin.ask import Wrong, json_of

_GONE = "the sandbox was reset or dropped while this waited; ask again for what happens in the new one"


def ends_with(sandbox: Sandbox, held: Held) -> Callable[[], None]:
    """Answer what is held with 409 when the sandbox comes to its end; gives what ends that."""
    return sandbox.space.await_end(lambda: held.release(json_of(Wrong(409, _GONE).answer)))
