"""Reads of outgoing letters and batches."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.org.domain.access import Access

_IN_FAILED_BATCH = Q(state=LetterState.WRITING, batch__state=BatchState.FAILED)
LOST = Q(state__in=(LetterState.FAILED, LetterState.RETURNED)) | _IN_FAILED_BATCH
"""What has not reached the customer, as far as is known; what waits in a batch that has failed is among it."""
WAITS_AFTER_TROUBLE = ~Q(error_kind="") & Q(state__in=(LetterState.QUEUED, LetterState.WRITING))


def letters_of(tenant_ids: Iterable[int]) -> QuerySet[OutgoingLetter]:
    """The letters of these tenants, the newest first, with what lists show of them."""
    rows = OutgoingLetter.objects.filter(tenant_id__in=list(tenant_ids))
    return rows.select_related("tenant", "message__ticket", "batch", "template", "by").order_by("-pk")


def batches_of(tenant_ids: Iterable[int]) -> QuerySet[PrintBatch]:
    """The batches of these tenants, the newest first."""
    rows = PrintBatch.objects.filter(tenant_id__in=list(tenant_ids))
    return rows.select_related("tenant", "by").order_by("-day", "-pk")


def failed_letters(access: Access) -> QuerySet[OutgoingLetter]:
    """What could not be handed to print or came back (Zustellfehler): one's own, and all where one may see them.

    What came back stands there until its ticket is answered again, what goes by a batch that has failed until that is
    tried again or recalled. Only of tickets that the person may read, as
    ``outbox.domain.queries.failed_mails``. ``answers.domain.queries.desk_counts`` counts the same tickets.
    """
    mine = Q(message__author_id=access.user_id)
    all_of = Q(tenant_id__in=access.tenants_with("deliveries.read"))
    categories = list(access.category_ids("tickets.read"))
    readable = (
        Q(message__ticket__owner_id=access.user_id)
        | Q(message__ticket__category_id__in=categories)
        | Q(message__ticket__lent_category_id__in=categories)
    )
    failed = Q(state=LetterState.FAILED) | Q(state=LetterState.RETURNED, message__ticket__delivery_failed=True)
    rows = OutgoingLetter.objects.filter(failed | _IN_FAILED_BATCH).filter(mine | all_of).filter(readable)
    return rows.order_by("-created_at")
