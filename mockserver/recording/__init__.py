"""Recording a real vendor: what passes is kept, redacted, written as a scenario, compared with the mock.

Rule: nothing leaves for anywhere but the one place that was named, and nothing is written that
``mockserver.redact`` would hide.
"""
