"""Deploy: one command to a hardened, watched stack."""

import argparse
from collections.abc import Mapping
from typing import Any

from tools.deployment.api import url_of
from tools.deployment.console import add_stage, explaining, next_steps, opened, say, show_plan
from tools.deployment.deploy import Deployment
from tools.deployment.template import app_template


def add_parser(subparsers: Any) -> None:
    """Add `deploy`."""
    parser = subparsers.add_parser("deploy", help="make or update a stage: tables, app, alarms; then try it")
    add_stage(parser)
    parser.add_argument(
        "--with",
        dest="tool",
        choices=("package", "chalice"),
        default="package",
        help="package: one reviewed stack that can be rolled back (default); chalice: `chalice deploy`, then tuning",
    )
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Deploy a stage."""
    stage, clients = opened(arguments)
    say("making and checking the bundle and the templates")
    app = app_template(stage) if arguments.tool == "package" else None
    deployment = Deployment(stage, app, clients, report=say, dry_run=arguments.dry_run)
    steps = deployment.steps()
    show_plan(step.what for step in steps)
    for step in steps:
        say(f"{step.name}:")
        if arguments.dry_run and not deployment.can_plan(step):
            say("  what this changes is known when the steps before it are done")
            continue
        step.run()
    if arguments.dry_run:
        say("this was a dry run: nothing was changed")
        return 0
    outputs = deployment.app_outputs()
    print(f"deployed {app.version if app else 'the app'} to {stage.name}: {url_of(outputs)}")
    next_steps(
        {
            **_api_key(outputs),
            "a token for n8n": f"python -m tools --stage {stage.name} tokens create n8n --scope orders:write",
            "a token for the dashboard": f"python -m tools --stage {stage.name} tokens create dashboard",
            "look whether all is well, at any time": f"python -m tools doctor --stage {stage.name}",
        }
    )
    return 0


def _api_key(outputs: Mapping[str, str]) -> dict[str, str]:
    """How to see the API key that every call needs, where the stage has a usage plan."""
    if "ApiKeyId" not in outputs:
        return {}
    command = f"aws apigateway get-api-key --api-key {outputs['ApiKeyId']} --include-value --query value --output text"
    return {"the API key, which every call sends as x-api-key": command}
