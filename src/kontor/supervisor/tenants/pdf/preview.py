"""A real letter beside what is being changed: rendered as it would leave, shown page by page. Nothing is stored."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from kontor.letters.domain.stylesheet_checks import Problem
from kontor.letters.rendering.failures import RenderFailed, remark_sentence
from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment

SHOWN = 6
"""So many pages are drawn; the PDF has them all."""
DOTS = 110
PAGE = "supervisor/tenants/pdf/preview.html"
PART = "supervisor/tenants/pdf/_preview.html"


@dataclass(frozen=True)
class Page:
    """A page as an address that holds the picture itself."""

    number: int
    url: str
    width: int
    height: int


def answer_preview(request: DeskRequest, sheet: Sheet, problems: Sequence[Problem] = ()) -> HttpResponse:
    """The pages for htmx, the PDF for a window of its own (``as=pdf``); or why no letter comes out."""
    try:
        letter = render(sheet)
        if request.POST.get("as") == "pdf":
            return _pdf(letter)
        pages = _pages(letter)
    except RenderFailed as failure:
        return answer_failure(request, failure, problems)
    context = {
        "pages": pages,
        "count": letter.pages,
        "more": letter.pages - len(pages),
        "remarks": [remark_sentence(remark) for remark in letter.remarks],
        "problems": problems,
    }
    return fragment(request, PAGE, context, partial=PART)


def answer_failure(request: DeskRequest, failure: RenderFailed, problems: Sequence[Problem] = ()) -> HttpResponse:
    return fragment(request, PAGE, {"failure": failure.sentence, "problems": problems}, partial=PART)


def _pages(letter: Rendered) -> list[Page]:
    drawn = pictures(letter.pdf, dpi=DOTS, pages=range(1, min(letter.pages, SHOWN) + 1))
    return [
        Page(number, "data:image/png;base64," + base64.b64encode(each.content).decode(), each.width, each.height)
        for number, each in enumerate(drawn, start=1)
    ]


def _pdf(letter: Rendered) -> HttpResponse:
    response = HttpResponse(letter.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response
