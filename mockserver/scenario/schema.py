"""The JSON Schema of scenario files, for editors: the grammar read once more."""

from __future__ import annotations

from typing import Any

from mockserver.scenario.facts import Vendors
from mockserver.scenario.grammar import SCENARIO

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(vendors: Vendors) -> dict[str, Any]:
    """The schema of files for a server with these vendors."""
    return {
        "$schema": DIALECT,
        "title": "A mockserver scenario",
        "description": "What a mock server plays: which vendors, with which records, calls and rules.",
        **SCENARIO.schema(vendors),
    }
