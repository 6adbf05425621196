"""Reads of quality samples."""

from __future__ import annotations

from itertools import islice
from typing import cast

from django.db.models import QuerySet

from kontor.answers.domain.clearances import as_text
from kontor.answers.models import QualitySample, SentAnswer
from kontor.answers.preferences import SHOW_SAMPLING
from kontor.answers.rules import REVIEW
from kontor.org.domain.access import Access
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
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


def shown_to_author(access: Access, *, most: int) -> list[QualitySample]:
    """The person's own, latest first, where the setting shows them now and the category is still one of theirs."""
    system = cast(Holder, system_values())
    rows = reviewed_of(access.user_id).filter(ticket__category_id__in=list(access.category_ids("tickets.read")))
    shown = (row for row in rows if _is_shown(row, system))
    return list(islice(shown, most))


def _is_shown(sample: QualitySample, system: Holder) -> bool:
    return SHOW_SAMPLING.get(system, cast(Holder, sample.ticket.tenant), cast(Holder, sample.ticket.category))


def changes_of(sample: QualitySample) -> list[Piece]:
    """What the author made of the suggested text; empty when nothing was suggested."""
    how = SentAnswer.objects.filter(message_id=sample.message_id).first()
    if how is None or not how.baseline.strip():
        return []
    return word_diff(as_text(how.baseline, rich=how.rich).strip(), as_text(how.body, rich=how.rich).strip())
