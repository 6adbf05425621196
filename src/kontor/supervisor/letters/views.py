"""Outgoing letters: the list, one of them with its pages, and what people do with them."""

from __future__ import annotations

import base64
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel.errors import Failed
from kontor.letters.domain.recalling import is_recallable, recall_letter
from kontor.letters.domain.reprinting import PRINTED, may_be_reprinted, reprint
from kontor.letters.domain.retrying import count_as_handed_over, may_be_tried, try_again
from kontor.letters.domain.returns import mark_returned
from kontor.letters.domain.sending_anew import contact_of, present_address, send_anew
from kontor.letters.domain.troubles import TAKEN
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.models.letter import LOST
from kontor.letters.rendering.failures import RenderFailed, remark_sentence
from kontor.letters.rendering.process import pictures
from kontor.letters.rendering.sheet import Remark
from kontor.org.after import AfterScope
from kontor.org.middleware import DeskRequest
from kontor.people.models import User
from kontor.supervisor.doors import allowed
from kontor.supervisor.letters.access import WRITE, cause_url, get_letter, readable_letters
from kontor.supervisor.letters.forms import ReturnedForm
from kontor.supervisor.letters.lists import FOLDER, LETTERS, place_of, trouble_of
from kontor.tickets.models import FilesAway
from kontor.tickets.rules import may_read
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.listing import selected

MOST_SHOWN = 20
"""So many pages are drawn; the PDF has them all."""
DOTS = 96


@require_GET
def letters(request: DeskRequest) -> HttpResponse:
    context = {
        "empty_title": _("No letters yet"),
        "empty_text": _("Every answer that leaves as a letter stands here, with what became of it."),
    }
    return LETTERS.answer(request, readable_letters(request), f"{FOLDER}/list.html", context)


@require_GET
def show(request: DeskRequest, letter_id: int) -> HttpResponse:
    return _page(request, get_letter(request, letter_id), ReturnedForm())


@require_GET
def pdf(request: DeskRequest, letter_id: int) -> HttpResponse:
    """The letter itself, in a window of its own."""
    letter = get_letter(request, letter_id)
    response = HttpResponse(_content(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letter-{letter.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def pages(request: DeskRequest, letter_id: int) -> HttpResponse:
    """The letter page by page; drawn outside the request's transaction."""
    letter = get_letter(request, letter_id)
    content, count = _content(letter), letter.pages

    def answer() -> HttpResponse:
        try:
            drawn = pictures(content, dpi=DOTS, pages=range(1, min(count, MOST_SHOWN) + 1))
        except RenderFailed as failure:
            return HttpResponse(render_to_string(f"{FOLDER}/_pages.html", {"failure": failure.sentence}))
        shown = [
            {"number": number, "url": _address(each.content), "width": each.width, "height": each.height}
            for number, each in enumerate(drawn, start=1)
        ]
        context = {"pages": shown, "count": count, "left": count - len(shown)}
        return HttpResponse(render_to_string(f"{FOLDER}/_pages.html", context))

    return AfterScope(answer)


@require_POST
def try_letters_again(request: DeskRequest) -> HttpResponse:
    done = _each(request, try_again)
    message(
        request,
        ngettext("%(count)s letter is tried again.", "%(count)s letters are tried again.", done) % {"count": done},
    )
    return _back(request)


@require_POST
def recall_letters(request: DeskRequest) -> HttpResponse:
    done = _each(request, recall_letter)
    message(
        request, ngettext("%(count)s letter is recalled.", "%(count)s letters are recalled.", done) % {"count": done}
    )
    return _back(request)


@require_POST
def print_again(request: DeskRequest, letter_id: int) -> HttpResponse:
    again = reprint(get_letter(request, letter_id, may=WRITE), by=request.user)
    message(request, _("The letter goes to print again. This is the new one."))
    return redirect(request, reverse("supervisor:letters:show", args=[again.pk]))


@require_POST
def anew(request: DeskRequest, letter_id: int) -> HttpResponse:
    """To the address that the contact has now."""
    again = send_anew(get_letter(request, letter_id, may=WRITE), by=request.user)
    message(request, _("The letter goes out anew, to the present address. This is the new one."))
    return redirect(request, reverse("supervisor:letters:show", args=[again.pk]))


@require_POST
def settle(request: DeskRequest, letter_id: int) -> HttpResponse:
    count_as_handed_over(get_letter(request, letter_id, may=WRITE), by=request.user)
    message(request, _("The letter counts as handed to print."))
    return redirect(request, reverse("supervisor:letters:show", args=[letter_id]))


@require_POST
def came_back(request: DeskRequest, letter_id: int) -> HttpResponse:
    letter = get_letter(request, letter_id, may=WRITE)
    form = ReturnedForm(request.POST)
    if not form.is_valid():
        return _page(request, letter, form, status=422)
    mark_returned(letter, reason=form.cleaned_data["reason"], by=request.user)
    message(request, _("Noted. The ticket is back on the desk, and the address counts as undeliverable."))
    return redirect(request, reverse("supervisor:letters:show", args=[letter_id]))


def _page(request: DeskRequest, letter: OutgoingLetter, form: ReturnedForm, *, status: int = 200) -> HttpResponse:
    may_write = request.access.may(WRITE, tenant_id=letter.tenant_id)
    ticket = letter.message.ticket
    here = ticket.tenant_id in {tenant.id for tenant in request.tenants} and may_read(request.access, ticket)
    context = {
        "letter": letter,
        "trouble": trouble_of(letter),
        "cause_url": cause_url(request, letter),
        "place": place_of(letter),
        "remarks": [remark_sentence(Remark(each["kind"], each["values"])) for each in letter.remarks],
        "ticket_url": reverse("desk:ticket:show", args=[str(ticket.number)]) if here else "",
        "contact_url": _contact_url(request, letter),
        "present": present_address(letter) if may_write else None,
        "reprints": letter.reprints.order_by("pk"),
        "may_try": may_write and may_be_tried(letter),
        "may_recall": may_write and is_recallable(letter),
        "may_reprint": may_write and may_be_reprinted(letter),
        "may_settle": may_write and letter.state == LetterState.FAILED and letter.error_kind == TAKEN,
        "may_return": may_write and letter.state in PRINTED and letter.state != LetterState.RETURNED,
        "form": form,
    }
    return fragment(request, f"{FOLDER}/show.html", context, status=status)


def _contact_url(request: DeskRequest, letter: OutgoingLetter) -> str:
    """Where the address of a letter that did not arrive is corrected; empty for those who may not look."""
    contact = contact_of(letter) if letter.state in LOST else None
    if contact is None or not request.access.may("contacts.read", tenant_id=contact.tenant_id):
        return ""
    return reverse("desk:contacts:show", args=[contact.pk])


def _each(request: DeskRequest, verb: Callable[..., object]) -> int:
    """The chosen letters one after the other, in the order of their tickets; all of them or none."""
    rows = readable_letters(request, may=WRITE).filter(pk__in=selected(request))
    chosen = allowed(request, rows.order_by("message__ticket_id", "pk"), WRITE)
    by: User = request.user
    for letter in chosen:
        verb(letter, by=by)
    return len(chosen)


def _back(request: DeskRequest) -> HttpResponse:
    """To the list, or to the letter's own page where that was where somebody chose it."""
    chosen = selected(request)
    if request.POST.get("from") == "letter" and len(chosen) == 1:
        return redirect(request, reverse("supervisor:letters:show", args=chosen))
    return redirect(request, reverse("supervisor:letters:list"))


def _content(letter: OutgoingLetter) -> bytes:
    if letter.pdf is None:
        raise Http404
    try:
        return bytes(letter.pdf.content)
    except FilesAway:
        raise
    except Failed as failure:
        raise Http404 from failure


def _address(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()
