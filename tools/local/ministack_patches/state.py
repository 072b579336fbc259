"""What DynamoDB counts with, and what of it survives a restart."""

import decimal
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]


def mend_sums() -> None:
    """Count with 38 digits, in this thread and in those to come."""
    decimal.DefaultContext.prec = 38
    decimal.getcontext().prec = 38


def mend_state(dynamodb: Any) -> None:
    """Save stream records with the tables, and copy nothing."""
    restore = dynamodb.load_persisted_state

    def get_state() -> Row:
        return {
            "tables": _tables_without_caches(dynamodb),
            **{name: getattr(dynamodb, f"_{name}") for name in (*_SAVED_BY_STOCK, *_SAVED_TOO)},
        }

    def load_persisted_state(state: Row) -> None:
        restore(state)
        for name in _SAVED_TOO:
            getattr(dynamodb, f"_{name}").update(state.get(name) or {})

    dynamodb.get_state = get_state
    dynamodb.load_persisted_state = load_persisted_state


_SAVED_BY_STOCK = (
    "tags",
    "ttl_settings",
    "pitr_settings",
    "kinesis_destinations",
    "contributor_insights",
    "backups",
    "resource_policies",
    "exports",
    "imports",
)
_SAVED_TOO = ("stream_records", "stream_trimmed", "closed_streams")


def _tables_without_caches(dynamodb: Any) -> Any:
    tables = type(dynamodb._tables)()
    for (account, region, name), table in dynamodb._tables.all_items():
        tables.set_scoped(account, region, name, {key: table[key] for key in table if key != "_index_members"})
    return tables
