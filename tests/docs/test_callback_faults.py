"""docs/scenarios.md tells what each fault of callbacks does, in the words of its class."""

from mockserver.callbacks.misdeeds.table import MISDEEDS
from tests.docs.pages import ROOT, section

PAGE = (ROOT / "docs" / "scenarios.md").read_text("utf-8")


def row(name: str) -> str:
    about = " ".join(str(MISDEEDS[name].__doc__).split()).removesuffix(".")
    return f"| `{name}` | {about[0].lower()}{about[1:]} |"


def test_the_table_of_faults_of_callbacks_is_that_of_the_classes():
    told = section(PAGE, "what each fault of callbacks does").splitlines()

    assert [line for line in told if line.startswith("|")] == [
        "| fault | what happens |",
        "|---|---|",
        *map(row, MISDEEDS),
    ]
