"""Bytes of files, read with a cap; every way that can fail is a mistake with a place."""

from __future__ import annotations

from pathlib import Path

from mockserver.scenario.mistakes import Mistake, ScenarioMistake, nearest, short

MEGABYTE = 1024 * 1024
SCENARIO_CAP = 8 * MEGABYTE
DATA_CAP = 64 * MEGABYTE


def text_of(path: Path, cap: int) -> str:
    """The text of a file in UTF-8.

    Raises:
        ScenarioMistake: there is no such file, or it cannot be used.
    """
    return decoded(_bytes_of(path, cap), str(path))


def decoded(data: bytes, file: str) -> str:
    """The bytes as text; a byte order mark is left out.

    Raises:
        ScenarioMistake: they are not UTF-8; it says where.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        before = data[: why.start].decode("utf-8-sig")
        found = f"the byte 0x{data[why.start]:02x}, which is not UTF-8"
        raise ScenarioMistake(
            [Mistake(file, *line_and_column(before, len(before)), found, "UTF-8")]
        ) from None


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset is, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _bytes_of(path: Path, cap: int) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(cap + 1)
    except (OSError, ValueError) as why:
        raise ScenarioMistake([_unopened(path, why)]) from None
    if len(data) > cap:
        found = f"more than {cap // MEGABYTE} MB"
        raise ScenarioMistake(
            [Mistake(str(path), 1, 1, found, f"a file of {cap // MEGABYTE} MB at the most")]
        )
    return data


def _unopened(path: Path, why: OSError | ValueError) -> Mistake:
    if isinstance(why, FileNotFoundError):
        return Mistake(str(path), 1, 1, "no such file", "a file", nearest(path.name, _beside(path)))
    if isinstance(why, IsADirectoryError):
        return Mistake(str(path), 1, 1, "a folder", "a file")
    reason = why.strerror if isinstance(why, OSError) else str(why)
    return Mistake(str(path), 1, 1, f"a file that cannot be read: {reason or short(str(path))}", "a file")


def _beside(path: Path) -> list[str]:
    try:
        return sorted(other.name for other in path.parent.iterdir())
    except OSError:
        return []
