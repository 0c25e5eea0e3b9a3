"""``mockserver certify``: what a person reads of a case that went wrong."""

from mockserver.cli.certify import _WIDE, _tell_why
from mockserver.report.model import Case, Outcome


def test_a_long_line_of_a_case_is_cut_and_a_short_one_is_not(capsys):
    details = ("x" * _WIDE, "y" * (_WIDE + 1))

    _tell_why(Case("release: late", Outcome.FAIL, reason="it was refused", details=details))

    told = capsys.readouterr().out.splitlines()
    assert told[1:] == [
        "release: late: wrong",
        "  it was refused",
        f"  {details[0]}",
        f"  {details[1][:-1]}…",
    ]
