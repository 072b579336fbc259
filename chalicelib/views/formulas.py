"""Formulas in words: of which figures another follows, and the values that were put in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.store import Item

ADDED_UP = "the sum of what the documents add"


@dataclass(frozen=True, slots=True)
class Formula:
    """How a figure comes about; a formula with parts is arithmetic on them."""

    figure: str
    definition: str
    formula: str = ADDED_UP
    parts: tuple[str, ...] = ()


def explained(formulas: Iterable[Formula], values: Mapping[str, Any]) -> list[Item]:
    """Each figure with its formula and the values of the formula's parts."""
    return [
        {
            "figure": each.figure,
            "value": values[each.figure],
            "definition": each.definition,
            "formula": each.formula,
            "values": {name: values[name] for name in each.parts},
        }
        for each in formulas
    ]
