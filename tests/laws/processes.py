"""A process of the model checker, and the calls it makes: its store answers what is known, then stops."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.store import Delete, Item, Key, Page, Put, Query, Table, Update, Write
from tests.laws.content import Content

NOTICES = Table("notices", "notice")


@dataclass(frozen=True)
class Process:
    """One handler, sweep or writer; `run` gets its store and the name of its incarnation."""

    name: str
    run: Callable[["ProcessStore", str], None]
    restarts: bool = True


@dataclass(frozen=True, slots=True)
class Call:
    """One database call of a process."""

    kind: str
    what: Any

    def __str__(self) -> str:
        return f"{self.kind} {getattr(self.what, 'name', '')}"


class ProcessStore:
    """The store as one process sees it: it answers from what was observed, then stops at the next call."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self._answers = iter(answers)

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        assert consistent, "the projector reads strongly"
        return self._call("get", (table, dict(key)))

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        return [self.get(table, key, consistent=consistent) for table, key in wanted]

    def query(self, query: Query) -> Page:
        assert query.consistent, "the projector reads strongly"
        return self._call("query", query)

    def write(self, write: Put | Update | Delete) -> None:
        self.transact([write])

    def transact(self, writes: Sequence[Write]) -> None:
        self._call("transact", tuple(writes))

    def wait_for(self, notice: str) -> None:
        """Go on once that notice was posted."""
        self._call("wait", notice)

    def expire(self, table: Table, key: Key, now: int) -> None:
        """What the database does with a row whose time has come."""
        self._call("expire", (table, dict(key), now))

    def _call(self, kind: str, what: Any) -> Any:
        try:
            answer = next(self._answers)
        except StopIteration:
            raise NextCall(Call(kind, what)) from None
        if isinstance(answer, Exception):
            raise answer
        return answer


class NextCall(BaseException):
    """The process has come to a call that was not answered yet."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self.call = call


def executed(call: Call, content: Content) -> tuple[Content, Any]:
    """The content after a call, and the answer."""
    match call.kind:
        case "get":
            return content, content.get(*call.what)
        case "query":
            return content, content.query(call.what)
        case "expire":
            return _expired(content, *call.what), None
        case "transact":
            return content.after(call.what)
    return content, None


def _expired(content: Content, table: Table, key: Key, now: int) -> Content:
    item = content.get(table, key)
    if item is None or item.get("ttl", now + 1) > now:
        return content
    return content.after([Delete(table, key)])[0]
