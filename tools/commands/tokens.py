"""Tokens: who may call the API."""

import argparse
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.runtime import runtime
from chalicelib.tokens import READ, SCOPES


def add_parser(subparsers: Any) -> None:
    """Add `tokens create|list|revoke`."""
    parser = subparsers.add_parser("tokens", help="create, list or revoke access tokens")
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="a new token; its secret is shown once")
    create.add_argument("name", help="what the token is for, like n8n")
    create.add_argument("--client", help="clientID; default: the default client")
    create.add_argument(
        "--scope", action="append", choices=sorted(SCOPES), help=f"may be repeated; default: {READ}", default=None
    )
    create.set_defaults(run=_create)
    listing = actions.add_parser("list", help="all tokens, without their secrets")
    listing.add_argument("--client", help="only those of this clientID")
    listing.set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="end a token; it takes effect within a minute")
    revoke.add_argument("token", help="the token's ID, as `tokens list` shows it")
    revoke.set_defaults(run=_revoke)


def _create(arguments: argparse.Namespace) -> int:
    parts = runtime()
    client_id = arguments.client or parts.settings.default_client
    if parts.clients.get(client_id) is None:
        raise NotFound(f"there is no client {client_id}; create it with: python -m tools clients create {client_id}")
    print(parts.tokens.create(client_id, arguments.scope or [READ], arguments.name))
    return 0


def _list(arguments: argparse.Namespace) -> int:
    for token in sorted(runtime().tokens.all(arguments.client), key=lambda each: (each.client_id, each.created_at)):
        state = f"revoked {token.revoked_at}" if token.revoked_at else "valid"
        scopes = ",".join(sorted(token.scopes))
        print(f"{token.token_id}  {token.client_id:20} {token.name:20} {scopes:45} {token.created_at}  {state}")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    token = runtime().tokens.revoke(arguments.token)
    print(f"Revoked {token.token_id} ({token.name}) of {token.client_id}; it takes effect within a minute")
    return 0
