"""What processes cost, and where they run."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from mockserver.bench.processes import cost, on_one_processor, tree

BURNING = """
import time
while time.process_time() < 0.0437:
    pass
print(time.process_time(), flush=True)
input()
"""
WITH_A_CHILD = "import subprocess, sys; print(flush=True); subprocess.run([sys.executable, '-c', 'input()'])"


@contextmanager
def started(code):
    """A Python that runs this until the block ends; what it waits for is its input."""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.stdin.close()


def test_processor_time_is_counted_in_parts_of_a_hundredth_of_a_second():
    with started(BURNING) as process:
        told = float(process.stdout.readline())

        assert cost(process.pid).cpu == pytest.approx(told, abs=0.004)


def test_a_process_that_has_ended_costs_nothing():
    with started("input()") as process:
        pass

    assert cost(process.pid).cpu == 0.0


def test_servers_share_a_processor_for_a_while_and_the_load_has_the_others():
    everywhere = os.sched_getaffinity(0)
    here = {max(everywhere)} if len(everywhere) > 1 else everywhere
    with started(WITH_A_CHILD) as process:
        while len(pids := list(tree(process.pid))) < 2:
            pass

        with on_one_processor([process.pid]):
            assert [os.sched_getaffinity(pid) for pid in pids] == [here, here]
            assert os.sched_getaffinity(0) == (everywhere - here or everywhere)
            with started("print(flush=True); input()") as load:
                assert os.sched_getaffinity(load.pid) == os.sched_getaffinity(0)

        assert [os.sched_getaffinity(pid) for pid in [0, *pids]] == [everywhere] * 3


def test_servers_are_let_go_when_a_load_fails():
    everywhere = os.sched_getaffinity(0)
    with started("input()") as process:
        with pytest.raises(RuntimeError), on_one_processor([process.pid]):
            raise RuntimeError

        assert [os.sched_getaffinity(0), os.sched_getaffinity(process.pid)] == [everywhere] * 2
