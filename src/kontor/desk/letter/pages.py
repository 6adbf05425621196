"""A letter page by page: as it will be made, or as it was. Made outside the request's transaction."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string

from kontor.letters.rendering.failures import RenderFailed, remark_sentence
from kontor.letters.rendering.process import pictures, render
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.org.after import AfterScope

MOST_SHOWN = 20
"""So many pages are drawn; the PDF has them all."""
DOTS = 96
PAGES = "desk/letter/_pages.html"


@dataclass(frozen=True)
class Page:
    """A page as an address that holds the picture itself."""

    number: int
    url: str
    width: int
    height: int


def show_pages(make: Callable[[], Rendered], *, pdf_url: str, more: Sequence[str] = ()) -> HttpResponse:
    """The pages as pictures with what the renderer noticed, or the sentence that says why there are none."""

    def answer() -> HttpResponse:
        try:
            letter = make()
            drawn = _drawn(letter)
        except RenderFailed as failure:
            return _answer({"failure": failure.sentence})
        remarks = [*more, *map(remark_sentence, letter.remarks)]
        left = letter.pages - len(drawn)
        return _answer({"pages": drawn, "left": left, "count": letter.pages, "remarks": remarks, "pdf_url": pdf_url})

    return AfterScope(answer)


def show_pdf(make: Callable[[], Rendered], *, filename: str) -> HttpResponse:
    """The letter itself, in a window of its own."""

    def answer() -> HttpResponse:
        try:
            letter = make()
        except RenderFailed as failure:
            return HttpResponse(failure.sentence, content_type="text/plain; charset=utf-8", status=409)
        return pdf_answer(letter.pdf, filename=filename)

    return AfterScope(answer)


def pdf_answer(content: bytes, *, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def made_from(sheet: Sheet) -> Callable[[], Rendered]:
    """What leaves is made in the same way."""
    return lambda: render(sheet)


def _drawn(letter: Rendered) -> list[Page]:
    shown = range(1, min(letter.pages, MOST_SHOWN) + 1)
    return [
        Page(number, f"data:image/png;base64,{base64.b64encode(each.content).decode()}", each.width, each.height)
        for number, each in enumerate(pictures(letter.pdf, dpi=DOTS, pages=shown), start=1)
    ]


def _answer(context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(PAGES, context))
