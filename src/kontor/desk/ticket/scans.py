"""The pages of a letter that came in, one at a time, with what was read of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.desk.doors import get_ticket, is_borrowed
from kontor.letters.domain.reprinting import PRINTED
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.scans import page_with_picture, pages_of, remarks_of, scan_of_ticket
from kontor.letters.enums import LetterState, TextSource
from kontor.letters.models import Scan, ScannedPage
from kontor.letters.scanning.returned import returned_because
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.ui.downloads import picture as as_picture
from kontor.ui.htmx import fragment, message, redirect


@dataclass(frozen=True)
class ScanView:
    """A scan with one of its pages opened; without pages there are only remarks and words."""

    scan: Scan
    pages: list[ScannedPage]
    number: int = 1

    @property
    def page(self) -> ScannedPage | None:
        return self.pages[self.number - 1] if self.pages else None

    @property
    def before(self) -> int:
        """The number of the page before; 0 at the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the page after; 0 at the last."""
        return self.number + 1 if self.number < len(self.pages) else 0

    @property
    def source(self) -> str:
        return str(TextSource(self.scan.text_source).label)

    @property
    def is_back(self) -> bool:
        """It is a letter of ours that the post could not deliver."""
        return bool(self.scan.letter and self.scan.letter.state == LetterState.RETURNED)

    @property
    def may_be_back(self) -> bool:
        """It shows a letter of ours of which nobody has said yet that it came back."""
        return bool(self.scan.letter and self.scan.letter.state in PRINTED and not self.is_back)

    @property
    def contact(self) -> int:
        """The contact whose address it was; 0 when the address is none of a contact."""
        address = self.scan.letter.postal_address if self.scan.letter else None
        return address.customer_id if address else 0

    @cached_property
    def remarks(self) -> list[str]:
        return remarks_of(self.scan)


@require_GET
def page(request: DeskRequest, number: str, scan_id: int, page_number: int) -> HttpResponse:
    """A page of the letter; for htmx the viewer alone."""
    ticket = get_ticket(request, number)
    scan = scan_of_ticket(ticket, scan_id)
    pages = pages_of([scan])[scan.pk] if scan else []
    if scan is None or not 1 <= page_number <= len(pages):
        raise Http404
    context = {
        "ticket": ticket,
        "view": ScanView(scan, pages, page_number),
        "may": {"note": rules.may_note(request.access, ticket)},
        "borrowed": is_borrowed(request, ticket),
    }
    return fragment(request, "desk/ticket/scan.html", context, partial="viewer")


@require_POST
def returned(request: DeskRequest, number: str, scan_id: int) -> HttpResponse:
    """A person sees that the scan is a letter of ours which the post could not deliver: not a borrower, as the letter
    and the address are the lender's."""
    ticket = get_ticket(request, number, may=rules.may_note)
    if is_borrowed(request, ticket):
        raise PermissionDenied
    scan = scan_of_ticket(ticket, scan_id)
    if scan is None or scan.letter is None:
        raise Http404
    mark_returned(scan.letter, reason=returned_because(scan.text, scan.letter.message.text), by=request.user)
    message(request, _("The letter has come back. Its address counts as undeliverable until it is corrected."))
    return redirect(request, reverse("desk:ticket:show", args=[number]))


@require_GET
def picture(request: DeskRequest, number: str, scan_id: int, page_number: int) -> HttpResponse:
    scan = scan_of_ticket(get_ticket(request, number), scan_id)
    found = page_with_picture(scan, page_number) if scan else None
    if found is None:
        raise Http404
    response = as_picture(found.blob.content, found.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response
