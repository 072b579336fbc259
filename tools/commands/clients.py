"""Clients: the shops."""

import argparse
from decimal import Decimal
from pathlib import Path
from typing import Any

from chalicelib.clients import Client, Rules
from chalicelib.errors import InvalidInput, NotFound
from chalicelib.money import parse_amount
from chalicelib.projections.generations import register
from chalicelib.runtime import runtime
from tools.categories import read_categories

_RULES = {
    "zone": ("NAME", str, "IANA time zone, like Australia/Sydney"),
    "currency": ("CODE", str, "main currency, ISO 4217"),
    "vip_orders": ("N", int, "orders that make a VIP"),
    "vip_spend": ("AMOUNT", str, "spend in the main currency that makes a VIP"),
    "new_days": ("DAYS", int, "how long a customer with one order is New"),
    "dormant_days": ("DAYS", int, "after how many days without an order a customer is Dormant"),
}


def add_parser(subparsers: Any) -> None:
    """Add `clients list|create|change`."""
    parser = subparsers.add_parser("clients", help="list, create or change the shops")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="all clients").set_defaults(run=_list)
    create = actions.add_parser("create", help="a new client; its orders count from now on")
    change = actions.add_parser("change", help="other rules for a client; they take effect with the next rebuild")
    for action, run in ((create, _create), (change, _change)):
        action.add_argument("client", help="clientID: a-z, 0-9 and -")
        action.add_argument("--name", help="the shop's name")
        for rule, (metavar, kind, text) in _RULES.items():
            action.add_argument(f"--{rule.replace('_', '-')}", dest=rule, metavar=metavar, type=kind, help=text)
        _add_categories(action)
        action.set_defaults(run=run)


def _add_categories(action: argparse.ArgumentParser) -> None:
    either = action.add_mutually_exclusive_group()
    text = 'JSON file of product codes, or beginnings and *, with their categories: {"CODE": "Sale", "MUG-*": "Mugs"}'
    either.add_argument("--categories", metavar="FILE", type=Path, help=text)
    either.add_argument("--no-categories", action="store_true", help="forget the categories")


def _list(_: argparse.Namespace) -> int:
    for client in runtime().clients.all():
        rules = client.rules
        print(f"{client.client_id:20} {client.name:30} {rules.zone}, {rules.currency}, {_thresholds(rules)}")
    return 0


def _thresholds(rules: Rules) -> str:
    return (
        f"VIP from {rules.vip_orders} orders or {rules.vip_spend}, New for {rules.new_days} days, "
        f"Dormant after {rules.dormant_days}, categories for {len(rules.categories)} codes"
    )


def _create(arguments: argparse.Namespace) -> int:
    parts = runtime()
    client = Client(arguments.client, arguments.name or arguments.client, _rules(arguments, {}))
    register(parts.store, parts.settings.tables, client)
    print(f"Created {client.client_id}. If other programs have written orders for it, run: python -m tools sweep")
    return 0


def _change(arguments: argparse.Namespace) -> int:
    parts = runtime()
    old = parts.clients.get(arguments.client)
    if old is None:
        raise NotFound(f"there is no client {arguments.client}")
    rules = _rules(arguments, old.rules.as_item())
    parts.clients.replace(Client(old.client_id, arguments.name or old.name, rules))
    if rules != old.rules:
        print("The views still follow the old rules. To apply the new ones, run: python -m tools rebuild")
    return 0


def _rules(arguments: argparse.Namespace, known: dict[str, Any]) -> Rules:
    given = {rule: getattr(arguments, rule) for rule in _RULES if getattr(arguments, rule) is not None}
    if "vip_spend" in given:
        given["vip_spend"] = _amount(given["vip_spend"])
    if arguments.categories is not None:
        given["categories"] = read_categories(arguments.categories)
    elif arguments.no_categories:
        given["categories"] = {}
    return Rules.from_item(known | given)


def _amount(text: str) -> Decimal:
    try:
        return parse_amount(text)
    except ValueError as error:
        raise InvalidInput.of("--vip-spend", str(error)) from error
