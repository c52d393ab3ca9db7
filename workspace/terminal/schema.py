"""`cuecard schema`: the JSON Schema of scripts on standard output, for completion in editors."""

import json

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.schema import script_schema
from workspace.terminal.output import say


def schema() -> None:
    """Print the schema."""
    say(json.dumps(script_schema(CATALOGUE), ensure_ascii=False, indent=2))
