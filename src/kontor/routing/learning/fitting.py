"""Multinomial logistic regression by L-BFGS: the weights under which the known categories are most probable.

After Nocedal and Wright, Numerical Optimization, 7.2. Nothing is drawn by lot: the same mails give the same weights.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kontor.routing.learning.table import Floats, Integers, Table

Vector = npt.NDArray[np.float64]
_Slope = Callable[[Vector], tuple[float, Vector]]

_MOST_STEPS, _MEMORY, _ENOUGH = 60, 8, 5e-4


@dataclass(frozen=True)
class Weights:
    """For each category the weight of each column, and what it has from the start."""

    columns: Floats
    start: Floats

    def scores(self, table: Table) -> Floats:
        return table.times(self.columns) + self.start


def fit(table: Table, categories: Integers, count: int) -> Weights:
    """The weights for ``count`` categories. Rare categories count for more than their number, by its square root."""
    emphasis = _emphasis(categories, count)
    slope = _slope(table, categories, count, emphasis)
    found = _minimum(slope, np.zeros(count * (table.width + 1)))
    both = found.reshape(count, table.width + 1).astype(np.float32)
    start = both[:, -1] + _prior(categories, count, emphasis)
    return Weights(np.ascontiguousarray(both[:, :-1]), start.astype(np.float32))


def _strength(mails: int) -> float:
    """How much a mail counts against the wish for small weights (C of other libraries).

    Of few mails each must count; of many some lie in the wrong category, and none shall be learned by heart.
    """
    return max(1.5, 8 / math.sqrt(max(1.0, mails / 400)))


def _emphasis(categories: Integers, count: int) -> Floats:
    """The weight of each mail; their mean is one."""
    sizes = np.maximum(np.bincount(categories, minlength=count), 1)
    weights = np.sqrt(1 / sizes)[categories]
    return np.asarray(weights / weights.mean(), np.float32)


def _prior(categories: Integers, count: int, emphasis: Floats) -> Vector:
    """Takes back what the emphasis does to how frequent a category seems: chances are those of real mail."""
    sizes = np.maximum(np.bincount(categories, minlength=count), 1) / len(categories)
    seeming = np.bincount(categories, weights=emphasis, minlength=count) / emphasis.sum()
    return np.asarray(np.log(sizes / np.maximum(seeming, 1e-9)), np.float64)


def probabilities(scores: Floats, temperature: float = 1.0) -> Floats:
    """Of each row the categories' probabilities; a temperature above one makes them more modest."""
    scaled = scores / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _slope(table: Table, categories: Integers, count: int, emphasis: Floats) -> _Slope:
    """The loss at a point and its gradient. The start values are not held small."""
    mails = np.arange(table.height)
    shrink = 1 / (_strength(table.height) * table.height)

    def at(point: Vector) -> tuple[float, Vector]:
        both = point.reshape(count, -1)
        columns = both[:, :-1]
        scores = table.times(columns.astype(np.float32)) + both[:, -1].astype(np.float32)
        chances = probabilities(scores)
        chosen = np.maximum(chances[mails, categories], 1e-12).astype(np.float64)
        loss = -np.mean(emphasis * np.log(chosen)) + shrink / 2 * np.sum(columns * columns)
        chances[mails, categories] -= 1
        errors = np.asarray(chances * (emphasis / table.height)[:, None], np.float32)
        gradient = np.empty_like(both)
        gradient[:, :-1] = table.back(errors) + shrink * columns
        gradient[:, -1] = errors.sum(axis=0)
        return float(loss), gradient.ravel()

    return at


def _minimum(slope: _Slope, point: Vector) -> Vector:
    """Walk downhill until steps hardly help any more."""
    loss, gradient = slope(point)
    memory: deque[tuple[Vector, Vector]] = deque(maxlen=_MEMORY)
    for _step in range(_MOST_STEPS):
        direction = -_towards(gradient, memory)
        if direction @ gradient >= 0:
            memory.clear()
            direction = -gradient
        stride = 1.0 if memory else 1 / max(float(np.linalg.norm(gradient)), 1e-12)
        taken = _shorten(slope, point, loss, gradient, direction, stride)
        if taken is None:
            break
        new_point, new_loss, new_gradient = taken
        moved, turned = new_point - point, new_gradient - gradient
        if moved @ turned > 1e-12 * float(moved @ moved):
            memory.append((moved, turned))
        small = loss - new_loss < _ENOUGH * max(new_loss, 1e-3) and bool(memory)
        point, loss, gradient = new_point, new_loss, new_gradient
        if small:
            break
    return point


def _towards(gradient: Vector, memory: deque[tuple[Vector, Vector]]) -> Vector:
    """The gradient, straightened by what the last steps have taught (two-loop recursion)."""
    if not memory:
        return gradient.copy()
    direction, shares = gradient.copy(), []
    for moved, turned in reversed(memory):
        share = (moved @ direction) / (moved @ turned)
        direction -= share * turned
        shares.append(share)
    moved, turned = memory[-1]
    direction *= (moved @ turned) / (turned @ turned)
    for (moved, turned), share in zip(memory, reversed(shares), strict=True):
        direction += moved * (share - (turned @ direction) / (moved @ turned))
    return direction


def _shorten(
    slope: _Slope, point: Vector, loss: float, gradient: Vector, direction: Vector, stride: float
) -> tuple[Vector, float, Vector] | None:
    """The step, made shorter until it leads down far enough; None when none does."""
    steepness = float(direction @ gradient)
    for _try in range(20):
        new_point = point + stride * direction
        new_loss, new_gradient = slope(new_point)
        if new_loss <= loss + 1e-4 * stride * steepness:
            return new_point, new_loss, new_gradient
        stride /= 2
    return None
