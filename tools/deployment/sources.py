"""The project's files that a deployment is made of."""

from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

PROJECT = Path(__file__).resolve().parents[2]
INFRA = PROJECT / "infra"


@cache
def read_template(path: Path) -> dict[str, Any]:
    """A template of CloudFormation in its file; not to be changed."""
    return template_of(path.read_text())


def template_of(text: str) -> dict[str, Any]:
    """A template of CloudFormation, its short tags as the functions that they stand for."""
    template: dict[str, Any] = yaml_parse(text)
    return template
