"""A real letter beside what is being changed: rendered as it would leave, shown page by page. Nothing is stored."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string

from kontor.letters.domain.stylesheet_checks import Problem
from kontor.letters.rendering.failures import RenderFailed, remark_sentence
from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.org.after import AfterScope
from kontor.org.middleware import DeskRequest
from kontor.ui.htmx import fragment, wants_fragment

Check = Callable[[], Sequence[Problem]]
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


def answer_preview(request: DeskRequest, sheet: Sheet, check: Check = list) -> HttpResponse:
    """The pages for htmx, the PDF for a window of its own (``as=pdf``); or why no letter comes out.

    Both are made once the request's transaction has ended, and ``check`` is called then: it asks no database. A whole
    page is made within it.
    """
    if request.POST.get("as") == "pdf":
        return AfterScope(lambda: _pdf(sheet))
    if not wants_fragment(request):
        return fragment(request, PAGE, _context(sheet, check))
    return AfterScope(lambda: HttpResponse(render_to_string(PART, _context(sheet, check))))


def _context(sheet: Sheet, check: Check) -> dict[str, object]:
    problems: Sequence[Problem] = ()
    try:
        problems = check()
        letter = render(sheet)
        pages = _pages(letter)
    except RenderFailed as failure:
        return {"failure": failure.sentence, "problems": problems}
    return {
        "pages": pages,
        "count": letter.pages,
        "more": letter.pages - len(pages),
        "remarks": [remark_sentence(remark) for remark in letter.remarks],
        "problems": problems,
    }


def _pages(letter: Rendered) -> list[Page]:
    drawn = pictures(letter.pdf, dpi=DOTS, pages=range(1, min(letter.pages, SHOWN) + 1))
    return [
        Page(number, "data:image/png;base64," + base64.b64encode(each.content).decode(), each.width, each.height)
        for number, each in enumerate(drawn, start=1)
    ]


def _pdf(sheet: Sheet) -> HttpResponse:
    try:
        letter = render(sheet)
    except RenderFailed as failure:
        return HttpResponse(failure.sentence, content_type="text/plain; charset=utf-8", status=409)
    response = HttpResponse(letter.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response
