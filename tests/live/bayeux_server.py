"""A server of the made-up vendor in a process of its own, as the worker of ours serves; prints its port.

Run by ``python -m tests.live.bayeux_server FILE``, FILE a scenario; it ends when its input does.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvloop

from mockserver.app import app_of, make_world
from mockserver.server.bounds import Bounds
from mockserver.server.listening import listening
from mockserver.server.serving import Serving
from mockserver.server.sweeping import Sweeping
from mockserver.server.worker import allow_many_files
from mockserver.settings import Settings
from tests.bayeux.vendor import VENDOR


async def serve(scenario: Path) -> None:
    """Serve until the input ends."""
    world = make_world(Settings(scenarios=(str(scenario),)), {"acme": VENDOR})
    app = app_of(world)
    serving = Serving(app.extensions["mockserver.lane"], Bounds())
    bound = listening("127.0.0.1", 0)
    await serving.listen(bound)
    world.dispatcher.attach(asyncio.get_running_loop())
    Sweeping(serving.loop)
    sys.stdout.write(f"{bound.getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await serving.stop(0)
    await world.dispatcher.detach(0)


if __name__ == "__main__":
    allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(Path(sys.argv[1])))
