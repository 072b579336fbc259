"""The only reader of the environment."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.tables import Tables, tables_named


@dataclass(frozen=True)
class Settings:
    """How this process is set up. The fields are read from environment variables of the same name in capitals."""

    tables: Tables = field(default_factory=tables_named)
    default_client: str = "packprod"
    write_shards: int = 4
    recount_seconds: float = 20.0
    on_lambda: bool = False
    orders_stream_arn: str = "arn:aws:dynamodb:ap-southeast-2:000000000000:table/packprod-weborders/stream/unknown"


def load(environment: Mapping[str, str] = os.environ, arguments: Sequence[str] = sys.argv) -> Settings:
    """The settings of this environment.

    Raises: ValueError naming the variable.
    """
    _require_stream(environment, arguments)
    return Settings(
        tables=_tables(environment),
        default_client=environment.get("DEFAULT_CLIENT", Settings.default_client),
        write_shards=_positive(environment, "WRITE_SHARDS", Settings.write_shards),
        recount_seconds=_positive(environment, "RECOUNT_SECONDS", int(Settings.recount_seconds)),
        orders_stream_arn=environment.get("ORDERS_STREAM_ARN", Settings.orders_stream_arn),
        on_lambda="AWS_LAMBDA_FUNCTION_NAME" in environment,
    )


def _require_stream(environment: Mapping[str, str], arguments: Sequence[str]) -> None:
    """Refuse `chalice deploy` without the stream: it would tie the handler to one that is not there."""
    is_deploying = "AWS_CHALICE_CLI_MODE" in environment and "deploy" in arguments
    if is_deploying and "ORDERS_STREAM_ARN" not in environment:
        raise ValueError(
            "ORDERS_STREAM_ARN must name the stream of the orders table (its LatestStreamArn) for `chalice deploy`; "
            "`python -m tools deploy --stage prod --with chalice` finds it by itself"
        )


def _tables(environment: Mapping[str, str]) -> Tables:
    variables = {
        "orders": "ORDERS_TABLE",
        "contacts": "CONTACTS_TABLE",
        "customers": "CUSTOMERS_TABLE",
        "ledger": "LEDGER_TABLE",
        "views": "VIEWS_TABLE",
        "results": "RESULTS_TABLE",
        "clients": "CLIENTS_TABLE",
    }
    return tables_named(**{name: environment[key] for name, key in variables.items() if environment.get(key)})


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError(f"{name} must be a whole number from 1, not {text!r}")
    return int(text)
