"""Access tokens: stored only as SHA-256, each bound to one client and to scopes."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import clock
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.instants import text_of
from chalicelib.store import Delete, Equals, Put, Store, Table, Update, all_items

READ, WRITE, OPERATE = "analytics:read", "orders:write", "operations"
SCOPES = frozenset({READ, WRITE, OPERATE})

_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; its secret is not."""

    token_id: str
    client_id: str
    scopes: frozenset[str]
    name: str
    created_at: str
    revoked_at: str | None = None


class Tokens:
    """The tokens in the clients table."""

    def __init__(self, store: Store, table: Table) -> None:
        self._store = store
        self._table = table

    def create(self, client_id: str, scopes: Iterable[str], name: str, *, at: datetime | None = None) -> str:
        """A new token's secret, which nothing but this return value holds."""
        chosen = frozenset(scopes)
        if not chosen or not chosen <= SCOPES:
            raise InvalidInput.of("scope", f"must be one or more of {', '.join(sorted(SCOPES))}")
        if not name.strip():
            raise InvalidInput.of("name", "must say what the token is for")
        secret = f"wo_{secrets.token_urlsafe(32)}"
        digest = _digest(secret)
        self._store.write(
            Put(
                self._table,
                {
                    "key": f"token#{digest}",
                    "tokenID": digest[:_ID_LENGTH],
                    "clientID": client_id,
                    "scopes": sorted(chosen),
                    "name": name,
                    "createdAt": text_of(at or clock.now()),
                },
            )
        )
        return secret

    def find(self, secret: str) -> Token | None:
        """The token with this secret, unless it is revoked."""
        item = self._store.get(self._table, {"key": f"token#{_digest(secret)}"})
        if item is None or "revokedAt" in item:
            return None
        return _token(item)

    def all(self, client_id: str | None = None) -> Iterator[Token]:
        """Every token, or those of one client, revoked ones included."""
        tokens = (_token(item) for item in self._items())
        return (token for token in tokens if client_id in (None, token.client_id))

    def revoke(self, token_id: str) -> Token:
        """End a token. Raises: `NotFound`, and `Conflict` where it has ended before."""
        for item in self._items():
            if item["tokenID"] == token_id:
                if "revokedAt" in item:
                    raise Conflict(f"token {token_id} is revoked since {item['revokedAt']}")
                self._store.write(
                    Update(
                        self._table,
                        {"key": item["key"]},
                        assign={"revokedAt": text_of(clock.now())},
                        condition=Equals("tokenID", token_id),
                    )
                )
                return _token(item)
        raise NotFound(f"there is no token {token_id}")

    def discard(self, secret: str) -> None:
        """Forget a token that was made for one use; nothing is left to list."""
        self._store.write(Delete(self._table, {"key": f"token#{_digest(secret)}"}))

    def _items(self) -> Iterator[Mapping[str, Any]]:
        return (item for item in all_items(self._store, self._table) if item["key"].startswith("token#"))


def _token(item: Mapping[str, Any]) -> Token:
    return Token(
        item["tokenID"],
        item["clientID"],
        frozenset(item["scopes"]),
        item["name"],
        item["createdAt"],
        item.get("revokedAt"),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
