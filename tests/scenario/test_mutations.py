"""Whatever a text is, loading it gives a scenario or mistakes, each with its place; nothing else."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from tests.scenario.made_up import VENDORS, mutated
from tests.scenario.test_files import DATA, with_file
from tests.scenario.test_forty_mistakes import GOOD
from tests.scenario.test_load import WHOLE
from tests.scenario.test_mistakes import MISTAKES

TEXTS = [WHOLE, GOOD, "include: [a.yaml]\n" + GOOD, *(row[0] for row in MISTAKES if len(row[0]) < 1000)]


def check(text, folder=None):
    """Loads it; only mistakes that say what there is to say may come instead."""
    try:
        loads(text, "s.yaml", folder, VENDORS)
    except ScenarioMistake as why:
        told = why.mistakes or [None]
        assert all(row.line >= 1 and row.column >= 1 and row.found and row.expected for row in told)


@given(mutated(TEXTS))
def test_any_text_gives_a_scenario_or_mistakes(text):
    check(text)


@given(st.text())
def test_any_nonsense_gives_mistakes(text):
    check(text)


def test_any_data_file_gives_a_scenario_or_mistakes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")

    @given(mutated([json.dumps(DATA), json.dumps(DATA["records"])]))
    def any_data(text):
        (folder / "records.json").write_text(text, errors="surrogatepass")
        check(with_file(), folder)

    any_data()
