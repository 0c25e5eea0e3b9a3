"""``mockserver schema``: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json

import click

from mockserver.cli.show import say

EPILOG = """\b
Examples:
  mockserver schema > mockserver.schema.json
Then an editor that speaks the YAML language server completes what begins with
  # yaml-language-server: $schema=mockserver.schema.json
"""


@click.command("schema", epilog=EPILOG, short_help="Print the JSON Schema of scenario files")
def command() -> None:
    """Print the JSON Schema of scenario files, with the vendors that are installed here."""
    from mockserver.scenario.schema import json_schema
    from mockserver.vendors import Installed

    say(json.dumps(json_schema(Installed()), ensure_ascii=False, indent=1))
