"""Reports to write: an ordinary one, and one whose texts are hostile."""

from mockserver.report.model import Case, Outcome, Report, Step

HOSTILE = "</td><script>alert(1)</script><svg onload=x>&amp;\"'\x00\x1b[2J\ud800]]>"
MIXED = Report(
    "replay mine",
    (
        Case("writes once", Outcome.PASS, "exactly one", "1", took=12),
        Case("retries", Outcome.FAIL, "2..4 requests", "1", "one came, two are wanted", ("nearly: e-1",)),
        Case("is told", Outcome.INCONCLUSIVE, "a callback", "0", "it is still pending"),
    ),
    (
        Step(0, "application", "acme", "POST /a", "500 Oops", False, "rule: fails", "e-1"),
        Step(1500, "acme", "application", "release /b", "200", True, "", "d-1"),
    ),
    (("scenario", "mine.yaml"), ("target", "http://127.0.0.1:9000")),
    ("1 request(s) that no operation and no rule answered",),
    began=1_767_225_600_123,
    took=420,
)
EVIL = Report(
    HOSTILE,
    (Case(HOSTILE, Outcome.FAIL, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)),),
    (Step(0, HOSTILE, "acme", HOSTILE, HOSTILE, False, HOSTILE, HOSTILE),),
    ((HOSTILE, HOSTILE),),
    (HOSTILE,),
)
EMPTY = Report("replay nothing")
