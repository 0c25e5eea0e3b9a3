"""A report as plain data, for JSON: whole, nothing is cut."""

from __future__ import annotations

from typing import Any

from mockserver.clock import iso
from mockserver.report.model import Case, Report, Step


def told(report: Report) -> dict[str, Any]:
    """The report as JSON has it."""
    return {
        "title": report.title,
        "verdict": str(report.outcome),
        "sentence": report.sentence,
        "began": iso(report.began),
        "tookMillis": report.took,
        "facts": dict(report.facts),
        "notes": list(report.notes),
        "cases": [_case(case) for case in report.cases],
        "steps": [_step(step) for step in report.steps],
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "verdict": str(case.outcome),
        "expected": case.expected,
        "found": case.found,
        "reason": case.reason,
        "details": list(case.details),
        "tookMillis": case.took,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "atMillis": step.at,
        "from": step.source,
        "to": step.target,
        "text": step.text,
        "answer": step.answer,
        "well": step.is_well,
        "note": step.note,
        "id": step.id,
    }
