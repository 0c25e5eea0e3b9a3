"""docs/scenarios.md tells what each fault does, in the words of its class."""

from mockserver.faults.base import Left, Part
from mockserver.faults.broken import ConnectionResetByPeer, TruncatedBody
from mockserver.faults.delay import FixedDelay, LognormalDelay, UniformDelay
from mockserver.faults.dribble import ChunkedDribble
from mockserver.faults.table import FAULTS, KINDS
from tests.docs.pages import ROOT, section

PAGE = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
EXAMPLES = {
    **KINDS,
    "truncate": TruncatedBody(Part()),
    "dribble": ChunkedDribble(2, 0),
    "fixed": FixedDelay(0),
    "uniform": UniformDelay(0, 0),
    "lognormal": LognormalDelay(1, 1),
}
WORDS = {
    Left.NOTHING: "nothing",
    Left.PART: "a part",
    Left.SPOILT: "the whole, spoilt",
    Left.WHOLE: "the whole",
}


def row(name: str) -> str:
    about = " ".join(str(FAULTS[name].__doc__).split()).removesuffix(".")
    left = WORDS[EXAMPLES[name].leaves]
    either = " or a part" if FAULTS[name] is ConnectionResetByPeer else ""
    return f"| `{name}` | {about[0].lower()}{about[1:]} | {left}{either} |"


def test_the_table_of_faults_is_that_of_the_classes():
    told = [line for line in section(PAGE, "what each fault does").splitlines() if line.startswith("|")]

    assert told == ["| fault | what happens | the client gets |", "|---|---|---|", *map(row, FAULTS)]
