"""Patterns of other people's modules are compiled when they are first asked."""

import re
import sys
from abc import ABCMeta

import pytest
from marshmallow import ValidationError
from marshmallow.validate import Email

from mockserver.patterns import LatePattern, late_patterns_of


def test_a_late_pattern_does_what_the_pattern_does():
    late = LatePattern("(a+)b", re.IGNORECASE)

    assert late.match("xAAb") is None
    assert late.search("xAAb").group(1) == "AA"
    assert late.pattern == "(a+)b"


def test_a_class_that_is_made_with_one_does_not_compile_it():
    late = LatePattern("a", 0)

    holder = ABCMeta("Holder", (), {"pattern": late})

    assert list(vars(holder.pattern)) == ["_source"]
    assert holder.pattern.match("a")
    with pytest.raises(AttributeError):
        late.__len__()


def test_a_module_compiles_its_patterns_late_and_nobody_else(tmp_path, monkeypatch):
    (tmp_path / "slow_to_load.py").write_text("import re\npattern = re.compile('a', re.IGNORECASE)\n")
    (tmp_path / "quick_to_load.py").write_text("import re\npattern = re.compile('a')\n")
    monkeypatch.syspath_prepend(tmp_path)
    usual = re.compile

    with late_patterns_of("slow_to_load"):
        import quick_to_load
        import slow_to_load

    assert isinstance(slow_to_load.pattern, LatePattern)
    assert slow_to_load.pattern.match("A")
    assert isinstance(quick_to_load.pattern, re.Pattern)
    assert re.compile is usual
    for name in ("slow_to_load", "quick_to_load"):
        del sys.modules[name]


def test_an_address_of_mail_is_validated_as_ever():
    assert Email()("someone@example.com") == "someone@example.com"
    with pytest.raises(ValidationError):
        Email()("someone@nowhere@")
