"""What was learned from a tenant's closed tickets, asked about a mail of that tenant."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned_examples import domain_of
from kontor.routing.learning.features import Reason, Sample
from kontor.routing.models import LearnedModel

if TYPE_CHECKING:
    from kontor.routing.learning.classifier import Classifier, Opinion

log = logging.getLogger("kontor.routing")

_MOST_KEPT = 16
_kept: OrderedDict[int, Classifier] = OrderedDict()
_keeping = threading.Lock()


@dataclass(frozen=True)
class Learner:
    """The model in use of a tenant. It must be asked about mails of this tenant only."""

    tenant_id: int
    classifier: Classifier

    def opinion(self, facts: MailFacts, *, account_id: int | None) -> Opinion | None:
        """Pure: asks no database. None when too little of the mail is known."""
        return self.classifier.opinion(sample_of(facts, account_id=account_id))


def learner_for(tenant_id: int) -> Learner | None:
    """One statement, and one more when the model is new to this process; None when the tenant has no model in use.

    numpy is loaded the first time there is one.
    """
    found = LearnedModel.objects.filter(tenant_id=tenant_id, active=True).values_list("pk", flat=True).first()
    if found is None:
        return None
    classifier = _kept_classifier(found) or _load(found)
    return Learner(tenant_id, classifier) if classifier else None


def sample_of(facts: MailFacts, *, account_id: int | None) -> Sample:
    """The mail as the training sees mails."""
    return Sample(
        subject=facts.subject,
        text=facts.text,
        domain=domain_of(facts.sender),
        account=str(account_id or ""),
        language=facts.language,
    )


def words_of(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The reasons as words for a reader. Account and language say nothing in a word; they are left out."""
    marks = {"word": "", "domain": "@"}
    return tuple(marks[reason.kind] + reason.value for reason in reasons if reason.kind in marks)


def _kept_classifier(model_id: int) -> Classifier | None:
    with _keeping:
        if model_id in _kept:
            _kept.move_to_end(model_id)
        return _kept.get(model_id)


def _load(model_id: int) -> Classifier | None:
    """From the database, where row security decides; kept for the next mails."""
    from kontor.routing.learning.classifier import Classifier  # loads numpy, which most processes never need

    content = LearnedModel.objects.filter(pk=model_id).values_list("content", flat=True).first()
    if content is None:
        return None
    try:
        classifier = Classifier.from_bytes(bytes(content))
    except ValueError:
        log.warning("Learned model %s cannot be read; it is passed over until the next training", model_id)
        return None
    with _keeping:
        _kept[model_id] = classifier
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return classifier
