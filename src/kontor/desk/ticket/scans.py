"""The pages of a letter that came in, one at a time, with what was read of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from kontor.desk.doors import get_ticket
from kontor.letters.domain.scans import page_with_picture, pages_of, remarks_of, scan_of_ticket
from kontor.letters.enums import TextSource
from kontor.letters.models import Scan, ScannedPage
from kontor.org.middleware import DeskRequest
from kontor.ui.downloads import picture as as_picture
from kontor.ui.htmx import fragment


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
    context = {"ticket": ticket, "view": ScanView(scan, pages, page_number)}
    return fragment(request, "desk/ticket/scan.html", context, partial="viewer")


@require_GET
def picture(request: DeskRequest, number: str, scan_id: int, page_number: int) -> HttpResponse:
    scan = scan_of_ticket(get_ticket(request, number), scan_id)
    found = page_with_picture(scan, page_number) if scan else None
    if found is None:
        raise Http404
    response = as_picture(found.blob.content, found.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response
