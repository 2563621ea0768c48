"""Differentiating a recorded program, one scalar operation at a time.

A *tape* is a list of instructions in the order in which they ran. The inputs are the
values number 0 to n-1, and each instruction appends one more value: ``("mul", 0, 1)``
multiplies value 0 by value 1. Because an instruction can only refer to values that
exist already, the order of recording is a topological order, and walking it backwards
needs neither recursion nor sorting.

Source: Griewank and Walther, *Evaluating Derivatives*, 2nd ed., chapters 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from neuronbook.arrays import Floats

__all__ = [
    "OPERATIONS",
    "Operation",
    "Tape",
    "tape_gradients",
    "tape_tangent",
    "tape_values",
]

Tape: TypeAlias = Sequence[tuple[Any, ...]]
"""Instructions ``(name, i)`` or ``(name, i, j)``: see the module's docstring."""


class Operation(NamedTuple):
    """A function of scalars and its partial derivatives.

    Attributes
    ----------
    value : callable
        Computes the result from the arguments.
    partials : callable
        Computes one derivative per argument, from the result and the arguments.
    """

    value: Callable[..., Any]
    partials: Callable[..., tuple[Any, ...]]


OPERATIONS: dict[str, Operation] = {
    "add": Operation(lambda a, b: a + b, lambda v, a, b: (1.0, 1.0)),
    "sub": Operation(lambda a, b: a - b, lambda v, a, b: (1.0, -1.0)),
    "mul": Operation(lambda a, b: a * b, lambda v, a, b: (b, a)),
    "div": Operation(lambda a, b: a / b, lambda v, a, b: (1.0 / b, -v / b)),
    "exp": Operation(np.exp, lambda v, a: (v,)),
    "log": Operation(np.log, lambda v, a: (1.0 / a,)),
    "tanh": Operation(np.tanh, lambda v, a: (1.0 - v * v,)),
    "relu": Operation(lambda a: np.maximum(a, 0.0), lambda v, a: (float(a > 0),)),
    "max": Operation(np.maximum, lambda v, a, b: (_share(a, b), _share(b, a))),
}
"""What a tape may contain; at a kink as in PyTorch: ReLU has derivative 0 at 0, and two
equal arguments of the maximum share its gradient."""


def tape_values(tape: Tape, inputs: ArrayLike) -> Floats:
    """Run a tape forwards.

    Parameters
    ----------
    tape : sequence of tuple
        Instructions, see `Tape`.
    inputs : array_like (n,)
        Numbers to start from.

    Returns
    -------
    ndarray (n + len(tape),)
        The inputs first, then one value per instruction.

    Raises
    ------
    ValueError
        If there is no input, or an instruction has an unknown name, the wrong number
        of arguments, or refers to a value that does not exist yet.
    """
    values = [*np.asarray(inputs, dtype=np.float64)]
    if not values:
        raise ValueError("expected one input or more, got none")
    for name, *places in tape:
        _require_instruction(name, places, len(values))
        values.append(OPERATIONS[name].value(*(values[i] for i in places)))
    return np.array(values)


def tape_gradients(tape: Tape, inputs: ArrayLike) -> Floats:
    """Differentiate a tape's last value by all inputs, in one pass backwards.

    Reverse mode: the cost does not depend on the number of inputs.

    Parameters
    ----------
    tape : sequence of tuple
        Instructions, see `Tape`.
    inputs : array_like (n,)
        Numbers to start from.

    Returns
    -------
    ndarray (n,)
        Gradients; 0 for an input that the last value does not depend on.

    Raises
    ------
    ValueError
        See `tape_values`.
    """
    values = tape_values(tape, inputs)
    count = len(values) - len(tape)
    gradients = np.zeros_like(values)
    gradients[-1] = 1.0
    for place in reversed(range(count, len(values))):
        for argument, partial in _edges(tape[place - count], values, place):
            gradients[argument] += gradients[place] * partial
    return gradients[:count]


def tape_tangent(tape: Tape, inputs: ArrayLike, direction: ArrayLike) -> float:
    """Differentiate a tape's last value along one direction of the inputs.

    Forward mode: a gradient takes one such pass for each input.

    Parameters
    ----------
    tape : sequence of tuple
        Instructions, see `Tape`.
    inputs : array_like (n,)
        Numbers to start from.
    direction : array_like (n,)
        How fast each input moves.

    Returns
    -------
    float
        How fast the last value moves.

    Raises
    ------
    ValueError
        See `tape_values`, or if there is not one direction for each input.
    """
    values = tape_values(tape, inputs)
    count = len(values) - len(tape)
    tangents = np.zeros_like(values)
    rates = np.asarray(direction, dtype=np.float64)
    if rates.shape != (count,):
        raise ValueError(f"expected a direction of shape ({count},), got {rates.shape}")
    tangents[:count] = rates
    for place in range(count, len(values)):
        edges = _edges(tape[place - count], values, place)
        tangents[place] = sum(tangents[i] * partial for i, partial in edges)
    return float(tangents[-1])


def _share(a: float, b: float) -> float:
    """Return the slope of max(a, b) towards `a`."""
    return 0.5 if a == b else float(a > b)


def _edges(
    instruction: tuple[Any, ...], values: Floats, place: int
) -> list[tuple[int, Any]]:
    """Pair each argument's place with the derivative of the result by it."""
    name, *places = instruction
    partials = OPERATIONS[name].partials(values[place], *values[places])
    return list(zip(places, partials, strict=True))


_PAIRS = ("add", "sub", "mul", "div", "max")
_ARITY = {name: 2 if name in _PAIRS else 1 for name in OPERATIONS}


def _require_instruction(name: str, places: list[int], known: int) -> None:
    if name not in OPERATIONS:
        raise ValueError(f"expected one of {', '.join(OPERATIONS)}, got {name!r}")
    if len(places) != _ARITY[name]:
        raise ValueError(
            f"expected {_ARITY[name]} arguments of {name}, got {len(places)}"
        )
    if not all(0 <= place < known for place in places):
        raise ValueError(f"expected values 0 to {known - 1} in {name}, got {places}")
