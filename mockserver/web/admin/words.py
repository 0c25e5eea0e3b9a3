"""Words of scenario files in the body of an admin request: read as files are, told by JSON pointer."""

from __future__ import annotations

from typing import Any

from mockserver.scenario.fromjson import Slip, Unfit, read
from mockserver.scenario.shapes import Shape
from mockserver.web.admin.ask import Ask, Wrong


class Misspelt(Wrong):
    """What was sent says something that scenario files cannot say: 422, with all its mistakes."""

    def __init__(self, slips: tuple[Slip, ...], pointer: str = "") -> None:
        super().__init__(422, "the words cannot be used", pointer)
        self.answer.value["errors"] = [
            {"code": 422, "title": slip.text, "source": {"pointer": pointer + slip.pointer}} for slip in slips
        ]


def words_of(ask: Ask, shape: Shape, value: Any, pointer: str = "") -> Any:
    """What a value of the body means, which stands there at the pointer.

    Raises:
        Wrong: 422, with each mistake in it.
    """
    try:
        return read(shape, value, ask.sandbox.vendors)
    except Unfit as why:
        raise Misspelt(why.slips, pointer) from why
