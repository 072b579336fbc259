"""The command line: `python -m tools COMMAND`."""

import argparse
import sys
from importlib import import_module

from chalicelib.errors import WebOrdersError

# Each module has add_parser(subparsers) and run(arguments) -> exit code.
COMMANDS = (
    "run",
    "import_",
    "clients",
    "tokens",
    "verify",
    "sweep",
    "nightly",
    "rebuild",
    "reads",
    "parked",
    "quality",
    "openapi",
)


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns: its exit code, 2 for a wrong call."""
    parser = argparse.ArgumentParser(prog="python -m tools", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"tools.commands.{name}").add_parser(subparsers)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except WebOrdersError as error:
        print(f"{arguments.command}: {error.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{arguments.command}: stopped; it is safe to run it again", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
