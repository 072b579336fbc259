"""The names of a stage's stacks."""

from dataclasses import fields

from chalicelib.tables import Tables

STACKS = ("stateful", "scaling", "app", "monitoring", "website")
# The parameters and outputs that name the tables, each with the environment variable that tells the app.
TABLE_NAMES = {f"{each.name.capitalize()}Table": f"{each.name.upper()}_TABLE" for each in fields(Tables)}


def stack_name(stage: str, part: str) -> str:
    """The name of a stage's stack: its tables and queue, its app, and so on."""
    assert part in STACKS, f"{part} is not one of {STACKS}"
    return f"weborders-{stage}-{part}"
