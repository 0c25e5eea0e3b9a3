"""``certify`` for applications that listen by CometD: one that comes back, and one that does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.live

SAMPLES = Path(__file__).parents[1] / "samples" / "listeners"


def certify(folder: Path, name: str, *options: str) -> tuple[int, Any, str]:
    file = folder / "report.json"
    application = ("--", sys.executable, str(SAMPLES / f"{name}.py"))
    words = ("certify", "genesys", "--port", "0", "--json", str(file), *options, *application)
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", *words], capture_output=True, text=True, check=False, timeout=120
    )
    return ran.returncode, json.loads(file.read_text("utf-8")) if file.exists() else None, ran.stderr


def by_verdict(report: Any, verdict: str) -> list[str]:
    return [case["name"] for case in report["cases"] if case["verdict"] == verdict]


def test_one_that_always_comes_back_is_right_throughout(tmp_path):
    code, report, said = certify(tmp_path, "steady")

    assert (code, by_verdict(report, "fail")) == (0, []), said
    assert {"lost_session", "burst", "malformed", "afterwards"} <= set(by_verdict(report, "pass"))
    assert report["sentence"] == f"{len(report['cases'])} of {len(report['cases'])} passed"


def test_one_that_falls_over_is_told_where_and_the_rest_is_not_judged(tmp_path):
    code, report, said = certify(tmp_path, "brittle", "--timeout", "2")

    assert code == 1, said
    assert by_verdict(report, "fail") == ["null_members"]
    assert by_verdict(report, "pass")[-2:] == ["duplicate", "out_of_order"]
    rest = by_verdict(report, "inconclusive")
    assert rest[0] == "unknown_members"
    assert rest[-1] == "afterwards"


def test_each_bad_day_by_itself_tells_the_brittle_one(tmp_path):
    spoilt = ("null_members", "no_object", "connection_reset", "empty_response", "random_data", "truncated")
    others = ("unavailable", "wrong_content_type", "malformed")
    skipped = [word for name in (*spoilt, *others) for word in ("--skip", name)]

    _, report, said = certify(tmp_path, "brittle", "--timeout", "2", *skipped)

    assert by_verdict(report, "fail") == ["lost_session"], said


def test_an_application_that_never_listens_is_one_line(tmp_path):
    code, report, said = certify(tmp_path, "nobody", "--wait", "1")

    assert (code, report) == (1, None)
    assert said.splitlines()[-1].startswith("mockserver: nobody listens to genesys after 1 s")
