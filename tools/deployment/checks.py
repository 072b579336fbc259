"""The checks of a template that need no account: what AWS would refuse, or would do otherwise than was meant."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalice.deploy.validate import validate_route_content_types
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tools.deployment.aws import DeploymentFailed


def check_template(text: str, parameters: Mapping[str, str], *, region: str) -> None:
    """Check the app's template, and what `chalice deploy` checks but `chalice package` does not.

    Raises: `DeploymentFailed` naming what is wrong.
    """
    _check_binary_types()
    lint(json.dumps(translated(text, parameters, region=region), indent=1))


def lint(text: str, *, suffix: str = ".json") -> list[str]:
    """Let cfn-lint look at a template. Returns: its warnings. Raises: `DeploymentFailed` where it finds errors."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"template{suffix}"
        path.write_text(text)
        command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "parseable", str(path)]
        command += ["--non-zero-exit-code", "error"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise DeploymentFailed(f"cfn-lint refuses the template:\n{ran.stdout}{ran.stderr}".rstrip(), "mend it")
    return ran.stdout.splitlines()


def translated(text: str, parameters: Mapping[str, str], *, region: str) -> dict[str, Any]:
    """What AWS makes of a SAM template. Raises: `DeploymentFailed` where it can't."""
    os.environ.setdefault("AWS_DEFAULT_REGION", region)
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    try:
        template: dict[str, Any] = Translator({}, Parser()).translate(json.loads(text), dict(parameters))
    except InvalidDocumentException as error:
        causes = "; ".join(cause.message for cause in error.causes)
        raise DeploymentFailed(f"SAM refuses the template: {causes}", "mend infra/app.yaml") from error
    return template


def _check_binary_types() -> None:
    app = import_module("app").app
    try:
        validate_route_content_types(app.routes, app.api.binary_types)
    except ValueError as error:
        raise DeploymentFailed(f"app.py: {error}", "let the content types of each route agree") from error
