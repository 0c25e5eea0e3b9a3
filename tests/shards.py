"""The tests that need no server, in one pytest for each core: ``python -m tests.shards -x``.

Rule: which files go into which shard is decided here, before any pytest starts: each file into exactly one.

pytest-xdist is not for tests this small: it sends three reports a test from process to process, which costs
more than the test. 8,000 empty tests take 10 s in one pytest, and 32 s with ``-n 2`` on two cores.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mockserver.clock import stopwatch

HERE = Path(__file__).parent
ROOT = HERE.parent
ELSEWHERE = (HERE / "live", HERE / "bench" / "peers", HERE / "samples")
KNOWN = ROOT / ".pytest_cache" / "seconds.json"  # what each file took when it ran last
NOTES = "MOCKSERVER_SHARD_SECONDS"  # where a shard notes what its files take
BYTES_A_SECOND = 20_000  # a guess for a file that never ran
NO_TESTS = 5  # pytest's own code for "nothing was selected"
_took: Counter[str] = Counter()


def files() -> list[str]:
    """All files of tests but those of real servers, as pytest names them."""
    found = []
    for folder, inner, names in os.walk(HERE):
        inner[:] = [each for each in inner if Path(folder, each) not in ELSEWHERE]
        found += [Path(folder, name) for name in names if fnmatch(name, "test_*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def divided(weights: Mapping[str, float], number: int) -> list[list[str]]:
    """The files in so many shards that weigh about the same: the heaviest first, each where least is."""
    shards: list[list[str]] = [[] for _ in range(number)]
    loads = [0.0] * number
    for file in sorted(weights, key=lambda file: (-weights[file], file)):
        lightest = loads.index(min(loads))
        shards[lightest].append(file)
        loads[lightest] += weights[file]
    return [sorted(shard) for shard in shards]


def weights_of(names: Iterable[str]) -> dict[str, float]:
    """What each file is expected to take, in seconds."""
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    return {name: known.get(name, (ROOT / name).stat().st_size / BYTES_A_SECOND) for name in names}


def environment(notes: Path) -> dict[str, str]:
    """Bytecode is kept, or a third of the time goes into compiling; beside the tree if none may be in it."""
    given = dict(os.environ) | {NOTES: str(notes)}
    if given.pop("PYTHONDONTWRITEBYTECODE", ""):
        given["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
    return given


def main(options: list[str]) -> int:
    """Run all; the first shard is seen at work, what the others say comes after it. Gives the exit code."""
    began = stopwatch()
    shards = [shard for shard in divided(weights_of(files()), os.cpu_count() or 1) if shard]
    with TemporaryDirectory() as folder:
        running = [Shard(Path(folder, str(number)), shard, options) for number, shard in enumerate(shards)]
        codes = [shard.finish() for shard in running]
        remember(running)
    sys.stdout.write(f"{len(shards)} shards: {(stopwatch() - began) / 1_000_000:.1f} s\n")
    return verdict(codes)


def verdict(codes: Sequence[int]) -> int:
    """One exit code of all: a signal's is below nothing; a shard may be left without tests, but not each."""
    failed = [abs(code) for code in codes if code not in (0, NO_TESTS)]
    return max(failed) if failed else min(codes)


class Shard:
    """One pytest and its files."""

    def __init__(self, path: Path, names: list[str], options: list[str]) -> None:
        self.notes, self._said = path.with_suffix(".json"), path.with_suffix(".txt")
        self._seen = path.name == "0"
        command = [sys.executable, "-m", "pytest", "-p", "tests.shards", "-p", "no:xdist"]
        command += ["-p", "no:cacheprovider", "-m", "not live", *options, *names]
        with self._said.open("w") as said:
            out = None if self._seen else said
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment(self.notes), stdout=out)

    def finish(self) -> int:
        """Wait for its end and show what it said; gives its exit code."""
        code = self._process.wait()
        if not self._seen:
            sys.stdout.write(self._said.read_text())
        sys.stdout.flush()
        return code


def remember(shards: Iterable[Shard]) -> None:
    """Keep what the files took, for the next time."""
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    for shard in shards:
        if shard.notes.exists():  # it came to its end
            known |= json.loads(shard.notes.read_text())
    KNOWN.parent.mkdir(exist_ok=True)
    KNOWN.write_text(json.dumps(known, indent=0))


# ------------------------------------------------------- as a plugin of pytest, in a shard


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: nobody need look through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: Any) -> None:
    _took[report.nodeid.partition("::")[0]] += report.duration


def pytest_sessionfinish() -> None:
    Path(os.environ[NOTES]).write_text(json.dumps(_took))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
