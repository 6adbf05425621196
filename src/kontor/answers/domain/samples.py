"""Reads of quality samples."""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.answers.domain.clearances import as_text
from kontor.answers.models import QualitySample, SentAnswer
from kontor.answers.rules import REVIEW
from kontor.org.domain.access import Access
from kontor.texts.domain.word_diff import Piece, word_diff


def samples_for(access: Access) -> QuerySet[QualitySample]:
    """What the person may review: others' answers in the categories where they have the right."""
    rows = samples_in_scope().filter(ticket__category_id__in=list(access.category_ids(REVIEW)))
    return rows.exclude(author_id=access.user_id)


def samples_in_scope() -> QuerySet[QualitySample]:
    """With ticket, tenant, category, message, author and reviewer, whoever may look at them."""
    return QualitySample.objects.select_related(
        "tenant", "ticket__tenant", "ticket__category", "ticket__customer", "message", "author", "reviewed_by"
    )


def reviewed_of(author_id: int) -> QuerySet[QualitySample]:
    """The person's own answers that were reviewed, the latest first."""
    rows = samples_in_scope().filter(author_id=author_id).exclude(reviewed_at=None)
    return rows.order_by("-reviewed_at", "-id")


def changes_of(sample: QualitySample) -> list[Piece]:
    """What the author made of the suggested text; empty when nothing was suggested."""
    how = SentAnswer.objects.filter(message_id=sample.message_id).first()
    if how is None or not how.baseline.strip():
        return []
    return word_diff(as_text(how.baseline, rich=how.rich).strip(), as_text(how.body, rich=how.rich).strip())
