"""The scenarios that come with the mock: in a wheel beside the code, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

ENDINGS = (".yaml", ".yml")
_PACKAGE = Path(__file__).parent.parent
_SHELVES = (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios")


def bundled() -> dict[str, Path]:
    """The bundled scenarios' files, by name."""
    shelf = next((shelf for shelf in _SHELVES if shelf.is_dir()), None)
    found = sorted(shelf.iterdir()) if shelf else []
    return {path.stem: path for path in found if path.suffix in ENDINGS}
