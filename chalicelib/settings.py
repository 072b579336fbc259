"""The only reader of the environment."""

import os
from collections.abc import Mapping
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


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment.

    Raises: ValueError naming the variable.
    """
    return Settings(
        tables=_tables(environment),
        default_client=environment.get("DEFAULT_CLIENT", Settings.default_client),
        write_shards=_positive(environment, "WRITE_SHARDS", Settings.write_shards),
        recount_seconds=_positive(environment, "RECOUNT_SECONDS", int(Settings.recount_seconds)),
        orders_stream_arn=environment.get("ORDERS_STREAM_ARN", Settings.orders_stream_arn),
        on_lambda="AWS_LAMBDA_FUNCTION_NAME" in environment,
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
