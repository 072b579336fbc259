"""The prices of a region, and what is assumed because only a bill could tell: `prices.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

PLACE = Path(__file__).resolve().parents[1] / "prices.toml"


@dataclass(frozen=True)
class Prices:
    """Prices and assumptions by their names in the file."""

    region: str
    currency: str
    as_known_on: date
    prices: Mapping[str, Decimal]
    assumed: Mapping[str, Decimal]


def read_prices(place: Path = PLACE) -> Prices:
    """The price table."""
    read = tomllib.loads(place.read_text())
    return Prices(
        read["region"], read["currency"], read["as_known_on"], _decimals(read["prices"]), _decimals(read["assumed"])
    )


def _decimals(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in texts.items()}
