"""What has to be remembered of a part of a tour: equivalence classes and how they change.

A tour is a connected set of stretches, each walked once or twice, that meets every crossing an even
number of times. It is built crossing by crossing. Of what has been built only this counts: for each
cross aisle, whether its last crossing was met not at all, an odd or an even number of times, and
which of them hang together. Parts that agree in this can be completed in the same ways, so only
the shortest of them is kept (Ratliff & Rosenthal 1983, Operations Research 31, for one block;
Roodbergen & de Koster 2001, European Journal of Operational Research 133, for two; Cambazard &
Catusse 2018, European Journal of Operational Research 270, and Pansart, Catusse & Cambazard 2018,
Computers & Operations Research 100, for any number).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

State = tuple[int, ...]
"""For each cross aisle 0, or twice the number of what it hangs together with, plus 1 if odd."""

DONE: State = (-1,)
"""The tour is closed: nothing may be added."""


def empty(cross_aisles: int) -> State:
    """Nothing was built yet."""
    return (0,) * cross_aisles


@dataclass(frozen=True, slots=True)
class Pass:
    """Nothing is added."""

    def after(self, state: State) -> State:
        """The same state."""
        return state


@dataclass(frozen=True, slots=True)
class Touch:
    """There and back into dead ends from each of some cross aisles."""

    at: tuple[int, ...]

    def after(self, state: State) -> State | None:
        """The state with it, None where it can't be added."""
        if state == DONE:
            return None
        for index in self.at:
            state = _touched(state, index)
        return _plain(state)


@dataclass(frozen=True, slots=True)
class Through:
    """The stretch from one cross aisle to the next greater, walked once or twice."""

    lower: int
    times: int

    def after(self, state: State) -> State | None:
        """The state with it, None where it can't be added."""
        if state == DONE:
            return None
        state = _touched(_touched(state, self.lower), self.lower + 1)
        kept, gone = state[self.lower] >> 1, state[self.lower + 1] >> 1
        joined = [(kept << 1) | (one & 1) if one >> 1 == gone else one for one in state]
        if self.times == 1:
            joined[self.lower] ^= 1
            joined[self.lower + 1] ^= 1
        return _plain(joined)


@dataclass(frozen=True, slots=True)
class Advance:
    """The stretch of a cross aisle to the next column, left out or walked once or twice.

    Attributes:
        needed: the crossing that is left behind has to be met.
    """

    at: int
    times: int
    needed: bool

    def after(self, state: State) -> State | None:
        """The state at the next column, None where the crossing can't be left like this."""
        if state == DONE:
            return None if self.times or self.needed else DONE
        left = state[self.at]
        if left & 1 != self.times & 1 or (self.needed and not left and not self.times):
            return None
        if self.times == 0:
            return _left_behind(state, self.at)
        if not left:
            return _plain(_touched(state, self.at)) if self.needed else None
        return state


Change = Pass | Touch | Through | Advance


class Transitions(dict[State, "State | None"]):
    """States after one change, each worked out when it is first asked for."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, state: State) -> State | None:
        after = self[state] = self._change.after(state)
        return after


@cache
def transitions(change: Change) -> Transitions:
    """The transitions of a change, the same every time, so that what is known is kept."""
    return Transitions(change)


def _touched(state: State, index: int) -> State:
    """Met twice more; what was not met becomes a part of its own."""
    if state[index]:
        return state
    return (*state[:index], (max(state) >> 1) + 1 << 1, *state[index + 1 :])


def _left_behind(state: State, index: int) -> State | None:
    """Nothing leads on from a crossing that was met an even number of times."""
    left = state[index]
    rest = (*state[:index], 0, *state[index + 1 :])
    if not left or any(one >> 1 == left >> 1 for one in rest):
        return _plain(rest)
    return None if any(rest) else DONE


def _plain(state: Iterable[int]) -> State:
    """Parts numbered in the order of the cross aisles."""
    numbers = {0: 0}
    return tuple(numbers.setdefault(one >> 1, len(numbers)) << 1 | (one & 1) for one in state)
