"""A file that goes out has the same bytes as one that another customer of the tenant has sent us."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.texts.models import LibraryFile
from kontor.tickets.enums import Direction
from kontor.tickets.models import Attachment


def find_file_of_another(case: Case) -> Iterator[Remark]:
    blobs = {file.blob_id: file for file in case.files}
    if not blobs:
        return
    foreign = _sent_by_others(case, set(blobs)) if blobs else set()
    for blob_id in sorted(foreign):
        file = blobs[blob_id]
        yield Remark(
            _("The file “%(name)s” came from another customer.") % {"name": file.filename},
            _("Take it off, unless it may be passed on."),
            about=str(blob_id),
            place="files",
            words=file.filename,
        )


def _sent_by_others(case: Case, blob_ids: set[int]) -> set[int]:
    """Without what this customer sent too, and what lies in the tenant's library."""
    sent = Attachment.objects.filter(
        tenant_id=case.ticket.tenant_id, blob_id__in=blob_ids, message__direction=Direction.IN
    )
    mine = Q(message__ticket_id=case.ticket.pk)
    if case.ticket.customer_id:
        mine |= Q(message__ticket__customer_id=case.ticket.customer_id)
    if case.ticket.process_id:
        mine |= Q(message__ticket__process_id=case.ticket.process_id)
    others = set(sent.exclude(mine).values_list("blob_id", flat=True).distinct())
    if not others:
        return others
    others -= set(sent.filter(mine, blob_id__in=others).values_list("blob_id", flat=True))
    return others - set(LibraryFile.objects.filter(blob_id__in=others).values_list("blob_id", flat=True))
