"""A model checker: every interleaving of some processes over one store, every database call a switch point.

A process is a function of what it has observed: its next call follows from the answers to its calls so far.
So a state is the store's content and each process's answers, and equal states are explored once. To learn a
process's next call the explorer runs it again from its start and feeds it the answers that it had (no
threads; the code under test is the real one). Each key of a get_many is a call of its own.

With `faults`, that many times per run a call may instead: end the process (its notice is then delivered
again), lose its answer after it was applied, not arrive, or be cancelled for a conflict.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.errors import StorageUnavailable
from chalicelib.store import TransactionCancelled
from tests.laws.content import Content, Freezer, frozen
from tests.laws.processes import NOTICES, Call, NextCall, Process, ProcessStore, executed


@dataclass(frozen=True)
class Model:
    """The world before, the processes, and what must hold after every write and at the end."""

    before: Content
    processes: Sequence[Process]
    invariant: Callable[[Content], list[str]]
    at_the_end: Callable[[Content], list[str]]
    faults: int = 0


@dataclass(slots=True)
class Report:
    """What was explored; `wrong` and `trace` tell the first counterexample."""

    states: int = 0
    schedules: int = 0
    wrong: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)


DONE, FAILED = Call("done", None), Call("failed", None)
_LOST = StorageUnavailable("the answer was lost")
Place = tuple[int, int]  # a process's incarnation, and its history there
State = tuple[int, tuple[Place, ...], int]  # content of the store, place of each process, faults left


class Explorer:
    """The reachable states of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._contents = _Contents()
        self._histories: list[tuple[Any, ...]] = [()]
        self._longer: dict[tuple[int, Any], int] = {}
        self._calls: dict[tuple[int, Place], Call] = {}
        self._results: dict[tuple[int, int], _Result] = {}
        self._checked: dict[tuple[int, bool], list[str]] = {}

    def explore(self) -> Report:
        """All states, depth first, up to the first that is wrong."""
        ways: dict[State, int] = {}
        path = [self._visit("start", self._start())]
        wrong = self._wrong_in(path[0].state)
        while path and not wrong:
            visit = path[-1]
            if not visit.open:
                ways[visit.state] = sum(ways[each] for _, each in visit.following) or 1
                path.pop()
                continue
            label, state = visit.open.pop()
            if state not in ways:
                path.append(self._visit(label, state))
                wrong = self._wrong_in(state)
        return Report(len(ways), ways.get(self._start(), 0), wrong, [visit.label for visit in path])

    def _start(self) -> State:
        number = self._contents.number_of(self._model.before)
        return number, ((0, 0),) * len(self._model.processes), self._model.faults

    def _visit(self, label: str, state: State) -> "_Visit":
        following = list(self._next_states(state))
        return _Visit(label, state, following, following[::-1])

    def _next_states(self, state: State) -> Iterator[tuple[str, State]]:
        number, places, faults = state
        for index, process in enumerate(self._model.processes):
            incarnation, history = places[index]
            call = self._call_of(index, places[index])
            may_fail = bool(faults and process.restarts)
            if call is FAILED or (may_fail and history):
                left = faults if call is FAILED else faults - 1
                yield f"{process.name} starts again", (number, _with(places, index, (incarnation + 1, 0)), left)
            for label, result, cost in self._outcomes(call, number, may_fail):
                place = self._ended(index, (incarnation, self._history(history, result)))
                yield f"{process.name}: {label}", (result.number, _with(places, index, place), faults - cost)

    def _outcomes(self, call: Call, number: int, may_fail: bool) -> Iterator[tuple[str, "_Result", int]]:
        """What a call may lead to: its name, its result, and whether that is a fault."""
        if call is DONE or call is FAILED or (call.kind == "wait" and not self._is_posted(call.what, number)):
            return
        result = self._result(call, number)
        yield f"{call} {result.answer if isinstance(result.answer, Exception) else ''}", result, 0
        if call.kind == "transact" and may_fail:
            conflict = TransactionCancelled(["TransactionConflict"] * len(call.what))
            yield f"{call} never arrives", _Result(number, _LOST, "lost"), 1
            yield f"{call} meets another", _Result(number, conflict, "conflict"), 1
            if result.answer is None:
                yield f"{call} is applied, the answer is lost", _Result(result.number, _LOST, "lost"), 1

    def _is_posted(self, notice: str, number: int) -> bool:
        return self._contents[number].get(NOTICES, {"notice": notice}) is not None

    def _result(self, call: Call, number: int) -> "_Result":
        if (id(call), number) not in self._results:
            after, answer = executed(call, self._contents[number])
            seen = repr(answer) if isinstance(answer, Exception) else frozen(answer)
            self._results[(id(call), number)] = _Result(self._contents.number_of(after), answer, seen)
        return self._results[(id(call), number)]

    def _call_of(self, index: int, place: Place) -> Call:
        if (index, place) not in self._calls:
            self._calls[(index, place)] = self._next_call(index, place)
        return self._calls[(index, place)]

    def _next_call(self, index: int, place: Place) -> Call:
        if place[1] < 0:
            return DONE
        process = self._model.processes[index]
        try:
            process.run(ProcessStore(self._histories[place[1]]), f"{process.name}{place[0] or ''}")
        except NextCall as next_call:
            return next_call.call
        except StorageUnavailable:
            return FAILED
        return DONE

    def _ended(self, index: int, place: Place) -> Place:
        """What a process has observed is forgotten when it is done, so that more states are equal."""
        return (place[0], -1) if self._call_of(index, place) is DONE else place

    def _history(self, history: int, result: "_Result") -> int:
        key = (history, result.seen)
        if key not in self._longer:
            self._longer[key] = len(self._histories)
            self._histories.append((*self._histories[history], result.answer))
        return self._longer[key]

    def _wrong_in(self, state: State) -> list[str]:
        number, places, _ = state
        is_end = all(self._call_of(index, place) is DONE for index, place in enumerate(places))
        if (number, is_end) not in self._checked:
            check = self._model.at_the_end if is_end else self._model.invariant
            self._checked[(number, is_end)] = check(self._contents[number])
        return self._checked[(number, is_end)]


@dataclass(frozen=True, slots=True)
class _Result:
    """The content after a call, what was answered, and the same as a hashable value."""

    number: int
    answer: Any
    seen: Any


@dataclass(frozen=True, slots=True)
class _Visit:
    """A state on the path, and which of the states that follow it are still to be visited."""

    label: str
    state: State
    following: list[tuple[str, State]]
    open: list[tuple[str, State]]


class _Contents:
    """The contents that were reached, each with its number."""

    def __init__(self) -> None:
        self._all: list[Content] = []
        self._numbers: dict[Any, int] = {}
        self._freezer = Freezer()

    def __getitem__(self, number: int) -> Content:
        return self._all[number]

    def number_of(self, content: Content) -> int:
        """The number of this content."""
        value = self._freezer.content(content)
        if value not in self._numbers:
            self._numbers[value] = len(self._all)
            self._all.append(content)
        return self._numbers[value]


def _with(places: tuple[Place, ...], index: int, place: Place) -> tuple[Place, ...]:
    return (*places[:index], place, *places[index + 1 :])
