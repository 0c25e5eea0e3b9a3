"""A report as one HTML file that needs no other, no script and no network.

Rule: everything shown is hostile text. It is escaped, and the page's own policy lets nothing run
and nothing be fetched, should one escape be missing.
"""

from __future__ import annotations

from mockserver.clock import iso
from mockserver.report.model import Case, Outcome, Report, Step
from mockserver.report.sequence import MOST, shown, svg

_MARKS = {Outcome.PASS: "✔", Outcome.FAIL: "✘", Outcome.INCONCLUSIVE: "?"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root{color-scheme:light dark;--ok:#1a7f37;--bad:#c62828;--open:#9a6700;--line:#8884}
body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.verdict{font-size:1.15rem;font-weight:600}.pass{color:var(--ok)}.fail{color:var(--bad)}
.inconclusive{color:var(--open)}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}
th{font-weight:600;white-space:nowrap}td{overflow-wrap:anywhere}
pre{margin:.3rem 0 0;white-space:pre-wrap;font:13px/1.4 ui-monospace,monospace}
.wide{overflow-x:auto}.sequence text{font:12px system-ui,sans-serif;fill:currentColor}
.sequence .who{font-weight:600}.sequence .at,.sequence .answer{opacity:.7;font-size:11px}
.sequence line{stroke:currentColor}.sequence .lane{stroke-dasharray:4 4;opacity:.4}
.sequence path{fill:currentColor}.sequence .ill{color:var(--bad)}
"""


def page(report: Report) -> str:
    """The report as a page."""
    return "\n".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{shown(report.title)}: {report.outcome}</title>",
            f"<style>\n{_STYLE}</style>\n</head>\n<body>",
            *_head(report),
            *_cases(report),
            *_sequence(report),
            "</body>\n</html>\n",
        )
    )


def _head(report: Report) -> list[str]:
    facts = (*report.facts, ("began", iso(report.began)), ("took", f"{report.took / 1000:.2f} s"))
    return [
        f"<h1>{shown(report.title)}</h1>",
        f'<p class="verdict {report.outcome}">{_MARKS[report.outcome]} {shown(report.sentence)}</p>',
        *(f"<p>{shown(note)}</p>" for note in report.notes),
        "<table>",
        *(f"<tr><th>{shown(name)}</th><td>{shown(value)}</td></tr>" for name, value in facts),
        "</table>",
    ]


def _cases(report: Report) -> list[str]:
    rows = [_case(case) for case in report.cases] or ["<tr><td colspan=4>Nothing was expected.</td></tr>"]
    heads = "<tr><th></th><th>Case</th><th>Expected</th><th>What came</th></tr>"
    return ["<h2>What was expected, and what came</h2>", "<table>", heads, *rows, "</table>"]


def _case(case: Case) -> str:
    details = () if case.outcome is Outcome.PASS else case.details
    lines = "\n".join(line for line in (case.reason, *details) if line)
    more = f"<pre>{shown(lines)}</pre>" if lines else ""
    return (
        f'<tr><td class="{case.outcome}" title="{case.outcome}">{_MARKS[case.outcome]}</td>'
        f"<td>{shown(case.name)}</td><td>{shown(case.expected)}</td>"
        f"<td>{shown(case.found)}{more}</td></tr>"
    )


def _sequence(report: Report) -> list[str]:
    if not report.steps:
        return ["<h2>Sequence</h2>", "<p>Nothing was exchanged.</p>"]
    left = len(report.steps) - MOST
    more = [f"<p>{left} later steps are not drawn; the JSON report has them.</p>"] if left > 0 else []
    rows = [_row(step) for step in report.steps[:MOST]]
    heads = "<tr><th>Time</th><th>From</th><th>To</th><th>What</th><th>Answer</th><th>Note</th></tr>"
    return [
        "<h2>Sequence</h2>",
        f'<div class="wide">{svg(report.steps)}</div>',
        *more,
        "<details><summary>As a table</summary><table>",
        heads,
        *rows,
        "</table></details>",
    ]


def _row(step: Step) -> str:
    cells = (f"{step.at / 1000:.3f} s", step.source, step.target, step.text, step.answer, step.note)
    kind = "" if step.is_well else ' class="fail"'
    return f"<tr{kind}>{''.join(f'<td>{shown(cell)}</td>' for cell in cells)}</tr>"
