"""``certify`` against three sample receivers of different quality: three different reports, each right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.live.test_tls import ca_of, starting

pytestmark = pytest.mark.live

SAMPLES = Path(__file__).parents[1] / "samples" / "receivers"
REASONS = (
    "caller_failed",
    "caller_no_answer",
    "not_started",
    "other",
)  # of which the careless one never heard
ONLY_RELEASE = ("--notice", "release")
# fmt: off
FAILED: dict[str, set[str]] = {
    "careful": set(),
    "ordinary": {
        "release: missing_signature", "release: stale_timestamp", "release: replayed_nonce",
        "release: truncated", "connection: truncated", "result: truncated",
    },
    "careless": {
        *(f"release: documented, {reason}" for reason in REASONS),
        "release: duplicate", "release: bad_signature", "release: missing_signature",
        "release: stale_timestamp", "release: replayed_nonce", "release: truncated", "release: null_members",
        "release: unicode",
    },
}
# fmt: on


@contextmanager
def receiver(name: str) -> Iterator[str]:
    """A sample receiver in a process of its own; gives its URL."""
    command = [sys.executable, str(SAMPLES / f"{name}.py"), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SAMPLES) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def certify(*options: str) -> tuple[int, str]:
    """The exit code and what is printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", "certify", "huawei", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return ran.returncode, ran.stdout + ran.stderr


def report_on(name: str, folder: Path, *options: str) -> tuple[int, Any]:
    file = folder / "report.json"
    with receiver(name) as url:
        target = ("--target", f"{url}/{{notice}}", "--secret", "s3cret", "--json", str(file))
        code, said = certify(*target, *options)
    assert file.exists(), said
    return code, json.loads(file.read_text("utf-8"))


def failed(report: Any) -> set[str]:
    return {case["name"] for case in report["cases"] if case["verdict"] == "fail"}


@pytest.mark.parametrize(
    ("name", "options"),
    [("careful", ()), ("ordinary", ("--skip", "slow")), ("careless", (*ONLY_RELEASE, "--skip", "slow"))],
)
def test_each_receiver_has_the_report_that_it_deserves(name, options, tmp_path):
    code, report = report_on(name, tmp_path, *options)

    assert failed(report) == FAILED[name]
    assert code == (1 if FAILED[name] else 0)
    right = sum(case["verdict"] == "pass" for case in report["cases"])
    assert right == len(report["cases"]) - len(FAILED[name])
    assert report["sentence"].startswith(f"{right} of {len(report['cases'])} ")


def test_a_refusal_of_what_is_never_accepted_says_nothing(tmp_path):
    code, report = report_on("careless", tmp_path, "--notice", "connection", "--skip", "slow")

    (case,) = (case for case in report["cases"] if case["name"] == "connection: wrong_content_type")
    assert code == 1
    assert case["verdict"] == "inconclusive"
    assert "no plain connection was accepted" in case["reason"]


def test_without_a_secret_nothing_is_forged_and_the_report_says_so(tmp_path):
    code, report = report_on("ordinary", tmp_path, *ONLY_RELEASE, "--skip", "slow", "--secret", "")

    assert code == 1
    assert failed(report) == {"release: truncated"}
    assert any("not tried without a secret: bad_signature" in note for note in report["notes"])


def test_a_person_reads_a_table_the_reasons_and_one_sentence(tmp_path):
    with receiver("ordinary") as url:
        _, said = certify(
            *("--target", f"{url}/release", *ONLY_RELEASE, "--secret", "s3cret", "--skip", "slow"),
            *("--junit", str(tmp_path / "r.xml"), "--html", str(tmp_path / "r.html"), "--burst", "5"),
        )

    assert "release: stale_timestamp" in said
    assert "what was overheard must not be of use for ever" in said
    assert re.search(r"^23 of 27 passed; 4 failed\.$", said, re.MULTILINE)
    assert b'failures="4"' in (tmp_path / "r.xml").read_bytes()
    assert "<svg" in (tmp_path / "r.html").read_text("utf-8")


def test_an_application_whose_certificate_a_ca_of_ones_own_signed_is_reached(tmp_path):
    with starting(tmp_path, "--tls") as application:  # a mock is one, too: it refuses what it does not know
        target = ("--target", f"{application.url}/hook", *ONLY_RELEASE, "--burst", "2", "--skip", "slow")
        _, untrusted = certify(*target)
        _, trusted = certify(*target, "--ca", str(ca_of(tmp_path)))

    assert "is not trusted" in untrusted
    assert "refused: 404" in trusted


def test_an_application_that_is_not_there_is_one_line():
    code, said = certify("--target", "http://127.0.0.1:9/", "--secret", "s3cret")

    assert code == 1
    assert said.splitlines()[-1].startswith("mockserver: nobody listens at 127.0.0.1:9")
