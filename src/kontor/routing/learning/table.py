"""Many mails as one sparse table of numbers: a row each, a column for every bucket that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kontor.routing.learning.features import BITS, Sample, buckets_of

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Counts:
    """How often each bucket occurs in each mail; ``starts`` says where the entries of a mail begin."""

    starts: npt.NDArray[np.int64]
    buckets: Integers
    counts: Floats

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Counts:
        """The samples may come one by one: their texts are not kept."""
        starts, buckets, counts = [0], [], []
        for sample in samples:
            found = buckets_of(sample)
            buckets.append(np.fromiter(found.keys(), np.int32, len(found)))
            counts.append(np.fromiter(found.values(), np.float32, len(found)))
            starts.append(starts[-1] + len(found))
        empty = [np.empty(0, np.int32)], [np.empty(0, np.float32)]
        return cls(np.array(starts, np.int64), np.concatenate(buckets or empty[0]), np.concatenate(counts or empty[1]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def rows(self, first: int, last: int) -> Counts:
        """Those of the mails from ``first`` up to ``last``."""
        start, end = self.starts[first], self.starts[last]
        return Counts(self.starts[first : last + 1] - start, self.buckets[start:end], self.counts[start:end])


@dataclass(frozen=True)
class Columns:
    """The buckets that are kept, in order, and how much each of them says (inverse document frequency)."""

    buckets: Integers
    weights: Floats

    @classmethod
    def chosen(cls, counts: Counts, *, least: int, most: int) -> Columns:
        """Buckets that occur in at least ``least`` mails; of more than ``most`` those that occur most often."""
        frequency = np.bincount(counts.buckets, minlength=1 << BITS)
        kept = np.flatnonzero(frequency >= least)
        if len(kept) > most:
            kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:most]])
        weights = np.log((1 + len(counts)) / (1 + frequency[kept])) + 1
        return cls(kept.astype(np.int32), weights.astype(np.float32))

    def __len__(self) -> int:
        return len(self.buckets)

    def place(self, buckets: Integers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """The columns of the buckets, and which of the buckets have one."""
        places = np.searchsorted(self.buckets, buckets)
        places[places == len(self.buckets)] = 0
        known = self.buckets[places] == buckets if len(self.buckets) else np.zeros(len(buckets), np.bool_)
        return places, known

    def table(self, counts: Counts) -> Table:
        """Damped counts times weights, every row of length one."""
        places, known = self.place(counts.buckets)
        row_of_all = np.repeat(np.arange(len(counts)), np.diff(counts.starts))
        rows, columns = row_of_all[known].astype(np.int32), places[known].astype(np.int32)
        values = (1 + np.log(counts.counts[known])) * self.weights[columns]
        lengths = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(counts)))
        return Table(len(counts), len(self), rows, columns, (values / lengths[rows]).astype(np.float32))


@dataclass(frozen=True)
class Table:
    """A sparse table by its entries, row by row."""

    height: int
    width: int
    rows: Integers
    columns: Integers
    values: Floats

    def times(self, weights: Floats) -> Floats:
        """This table times ``weights`` (categories x columns): mails x categories."""
        products = np.empty((len(weights), self.height), np.float32)
        for category, of_category in enumerate(weights):
            products[category] = self._by_row.sums(self.values * of_category[self.columns])
        return products.T

    def back(self, errors: Floats) -> Floats:
        """The transpose times ``errors`` (mails x categories): categories x columns."""
        _order, values, rows = self._turned
        sums = np.empty((errors.shape[1], self.width), np.float32)
        for category, of_category in enumerate(np.ascontiguousarray(errors.T)):
            sums[category] = self._by_column.sums(values * of_category[rows])
        return sums

    @cached_property
    def _turned(self) -> tuple[npt.NDArray[np.intp], Floats, Integers]:
        order = np.argsort(self.columns, kind="stable")
        return order, self.values[order], self.rows[order]

    @cached_property
    def _by_row(self) -> _Runs:
        return _Runs.of(self.rows, self.height)

    @cached_property
    def _by_column(self) -> _Runs:
        return _Runs.of(self.columns[self._turned[0]], self.width)


@dataclass(frozen=True)
class _Runs:
    """Where the entries that belong together begin, for those that have any."""

    total: int
    keys: Integers
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, keys: Integers, total: int) -> _Runs:
        """``keys`` must be in order."""
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        return cls(total, keys[starts], starts)

    def sums(self, values: Floats) -> Floats:
        sums = np.zeros(self.total, np.float32)
        if len(self.starts):
            sums[self.keys] = np.add.reduceat(values, self.starts)
        return sums
