"""Training, in a process of its own: it loads numpy, takes its time, and may be killed at any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kontor.routing.domain.learned_examples import (
    LEAST,
    Example,
    OwnText,
    examples_of,
    newest_end,
    samples_of,
)
from kontor.routing.domain.learned_models import TrainedModel, end_training, store_model
from kontor.routing.enums import LearningEnd
from kontor.routing.learning.features import Sample
from kontor.routing.learning.report import FORMAT
from kontor.routing.learning.table import Counts
from kontor.routing.learning.training import train
from kontor.tenants.scope import scope


def train_tenant(tenant_id: int, own_text: OwnText) -> LearningEnd:
    """Learn from the tenant's closed tickets and nobody else's. Enters short scopes; the last one stores the model.

    Until then nothing is changed: whatever ends it leaves the model that was in use.
    """
    with scope(tenant_id):
        examples, until = examples_of(tenant_id), newest_end(tenant_id)
    learned: list[Example] = []
    counts = Counts.of(_noting(learned, tenant_id, examples, own_text))
    categories = [example.category_id for example in learned]
    if len(categories) < LEAST or len(set(categories)) < 2:
        with scope(tenant_id):
            end_training(tenant_id, LearningEnd.TOO_FEW, usable=len(categories), until=until)
        return LearningEnd.TOO_FEW
    trained = train(counts, categories)
    model = TrainedModel(
        format=FORMAT,
        content=trained.classifier.as_bytes(),
        measure=trained.measure.as_json(),
        categories=dict(Counter(categories)),
    )
    with scope(tenant_id):
        store_model(tenant_id, model)
        end_training(tenant_id, LearningEnd.TRAINED, usable=len(categories), until=until)
    return LearningEnd.TRAINED


def _noting(learned: list[Example], tenant_id: int, examples: list[Example], own_text: OwnText) -> Iterator[Sample]:
    """The samples one by one, with a note of what each belongs to."""
    for example, sample in samples_of(tenant_id, examples, own_text):
        learned.append(example)
        yield sample
