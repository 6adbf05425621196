"""A trained classifier: its opinion on a mail, with reasons; and its form as bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np

from kontor.routing.learning.features import Reason, Sample, bucket_of, features_of, reason_of, spelling_of
from kontor.routing.learning.fitting import Weights, probabilities
from kontor.routing.learning.report import FORMAT
from kontor.routing.learning.table import Columns, Counts, Floats

LEAST_KNOWN = 2
"""Of a mail with fewer features that the training has seen there is no opinion."""
MOST_REASONS = 6
_WORTH_NAMING = 0.2
"""A reason is named if it says at least this share of what the strongest says."""
UNREADABLE = (EOFError, KeyError, OSError, zipfile.BadZipFile, zlib.error)
"""What numpy raises for bytes that are empty, cut off or of something else, besides ValueError."""


@dataclass(frozen=True)
class Opinion:
    """The most probable category (its id), how probable it is, the strongest reasons, and the others' chances."""

    category: int
    confidence: float
    reasons: tuple[Reason, ...]
    chances: tuple[tuple[int, float], ...]
    """Every category with its chance, the most probable first."""


@dataclass(frozen=True)
class Classifier:
    """Categories are ids of the tenant it was trained for. It knows hashes of words, not words."""

    categories: tuple[int, ...]
    columns: Columns
    weights: Weights
    temperature: float

    def chances(self, counts: Counts) -> Floats:
        """Mails x categories."""
        return probabilities(self.weights.scores(self.columns.table(counts)), self.temperature)

    def opinion(self, sample: Sample) -> Opinion | None:
        """None when too little of the mail is known from the training."""
        table = self.columns.table(Counts.of([sample]))
        if len(table.columns) < LEAST_KNOWN:
            return None
        chances = probabilities(self.weights.scores(table), self.temperature)[0]
        order = np.argsort(-chances, kind="stable")
        best = int(order[0])
        return Opinion(
            self.categories[best],
            float(chances[best]),
            self._reasons(sample, dict(zip(table.columns.tolist(), table.values.tolist(), strict=True)), best),
            tuple((self.categories[int(place)], float(chances[place])) for place in order),
        )

    def _reasons(self, sample: Sample, values: dict[int, float], best: int) -> tuple[Reason, ...]:
        """What speaks for the category rather than for the average of all, the strongest first, nothing twice."""
        features = list(features_of(sample))
        places, known = self.columns.place(np.array([bucket_of(feature) for feature in features], np.int32))
        lead = self.weights.columns[best] - self.weights.columns.mean(axis=0)
        speaking = [
            (values[place] * float(lead[place]), feature)
            for feature, place, is_known in zip(features, places.tolist(), known.tolist(), strict=True)
            if is_known and lead[place] > 0
        ]
        spelling = spelling_of(sample)
        reasons: dict[str, Reason] = {}
        least = max(speaking, default=(0.0, ""))[0] * _WORTH_NAMING
        for share, feature in sorted(speaking, reverse=True):
            if share < least:
                break
            reason = reason_of(feature, spelling)
            if not any(_within(reason, other) for other in reasons.values()):
                reasons[feature] = reason
            if len(reasons) == MOST_REASONS:
                break
        return tuple(reasons.values())

    def as_bytes(self) -> bytes:
        """Compressed; half precision is enough for weights."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            format=np.array(FORMAT),
            categories=np.array(self.categories, np.int64),
            buckets=self.columns.buckets,
            frequencies=self.columns.weights.astype(np.float16),
            weights=self.weights.columns.astype(np.float16),
            start=self.weights.start,
            temperature=np.array(self.temperature),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Classifier:
        """Reads nothing but numbers. ValueError for another format, and for what is none."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as parts:
                if int(parts["format"]) != FORMAT:
                    raise ValueError(f"A classifier of format {int(parts['format'])} cannot be read.")
                return cls(
                    tuple(parts["categories"].tolist()),
                    Columns(parts["buckets"], parts["frequencies"].astype(np.float32)),
                    Weights(parts["weights"].astype(np.float32), parts["start"]),
                    float(parts["temperature"]),
                )
        except UNREADABLE as error:
            raise ValueError("This is no classifier.") from error


def _within(reason: Reason, other: Reason) -> bool:
    """One says what the other says: the same words, or part of them."""
    if reason.kind != other.kind:
        return False
    mine, theirs = reason.value.casefold().split(), other.value.casefold().split()
    return set(mine) <= set(theirs) or set(theirs) <= set(mine)
