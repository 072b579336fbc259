"""Models that are built on their first use: once, however many threads come first."""

from threading import Lock
from typing import TypeVar

from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)

# Pydantic lets two threads build the same model at once, and either may meet it half made.
_building = Lock()


def built(model: type[_Model]) -> type[_Model]:
    """The model, ready to be used."""
    if not model.__pydantic_complete__:
        with _building:
            model.model_rebuild()
    return model
