"""The only reader of the environment."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.tables import Tables, tables_named

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_RETRY_MODES = ("standard", "adaptive")
OFF, MEMORY, DYNAMODB, REDIS = "off", "memory", "dynamodb", "redis"


@dataclass(frozen=True)
class Settings:
    """How this process is set up. The fields are read from environment variables of the same name in capitals."""

    tables: Tables = field(default_factory=tables_named)
    default_client: str = "packprod"
    write_shards: int = 4
    recount_seconds: float = 20.0
    on_lambda: bool = False
    stage: str = "local"
    log_level: str = "INFO"
    slow_seconds: float = 1.0
    retry_mode: str = "standard"
    result_cache: str = MEMORY
    result_cache_bytes: int = 32_000_000
    result_cache_timeout: float = 0.1
    result_cache_ttl_reports: int = 3600
    redis_url: str = "redis://127.0.0.1:6379/0"
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
        stage=environment.get("STAGE", Settings.stage),
        log_level=_one_of(environment, "LOG_LEVEL", _LEVELS, Settings.log_level),
        retry_mode=_one_of(environment, "RETRY_MODE", _RETRY_MODES, Settings.retry_mode),
        slow_seconds=_seconds(environment, "SLOW_SECONDS", Settings.slow_seconds),
        result_cache=_one_of(environment, "RESULT_CACHE", (OFF, MEMORY, DYNAMODB, REDIS), Settings.result_cache),
        result_cache_bytes=_positive(environment, "RESULT_CACHE_BYTES", Settings.result_cache_bytes),
        result_cache_timeout=_seconds(environment, "RESULT_CACHE_TIMEOUT", Settings.result_cache_timeout),
        result_cache_ttl_reports=_positive(environment, "RESULT_CACHE_TTL_REPORTS", Settings.result_cache_ttl_reports),
        redis_url=environment.get("REDIS_URL", Settings.redis_url),
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


def _one_of(environment: Mapping[str, str], name: str, known: tuple[str, ...], default: str) -> str:
    value = environment.get(name, default)
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")
    return value


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", text) or float(text) == 0:
        raise ValueError(f"{name} must be a number of seconds above 0, like 0.5, not {text!r}")
    return float(text)


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError(f"{name} must be a whole number from 1, not {text!r}")
    return int(text)
