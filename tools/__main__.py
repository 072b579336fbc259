"""The command line: `python -m tools COMMAND`."""

import argparse
import sys
from importlib import import_module

from chalicelib.errors import WebOrdersError
from tools.deployment.console import explaining
from tools.deployment.environment import enter_named

# Each module has add_parser(subparsers) and run(arguments) -> exit code.
COMMANDS = (
    *(
        "run",
        "import_",
        "clients",
        "tokens",
        "verify",
        "sweep",
        "nightly",
        "rebuild",
        "reads",
        "cache",
        "parked",
        "quality",
    ),
    *(
        "deploy",
        "smoke",
        "rollback",
        "destroy",
        "doctor",
        "failures",
        "openapi",
        "bench",
        "cost",
        "dashboard",
        "dashboard_types",
    ),
)
# These take the stage as their own argument; the others work on what the environment names.
OF_STAGES = {"deploy", "smoke", "rollback", "destroy", "doctor", "failures"}


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns: its exit code, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    parser.add_argument(
        "--stage", metavar="S", help="work on a deployed stage, like prod; default: what the environment names"
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"tools.commands.{name}").add_parser(subparsers)
    arguments = parser.parse_args(argv)
    run = arguments.run if arguments.command in OF_STAGES else _on_stage
    try:
        return int(run(arguments))
    except WebOrdersError as error:
        print(f"{arguments.command}: {error.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{arguments.command}: stopped; it is safe to run it again", file=sys.stderr)
        return 130


@explaining
def _on_stage(arguments: argparse.Namespace) -> int:
    """Run a command on what the environment names, or on a deployed stage."""
    if arguments.stage:
        enter_named(arguments.stage)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
