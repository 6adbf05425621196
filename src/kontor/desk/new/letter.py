"""A new process by letter: begun from a contact or while one is writing, and the letter before it leaves."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.by_letter import is_letter, letter_offer, sheet_of_draft
from kontor.answers.domain.new_process import begin_letter, last_category, remember_category
from kontor.answers.domain.proofreading import ticket_to_be
from kontor.answers.domain.reply_channel import answer_by_letter, answer_by_mail
from kontor.answers.models import Draft
from kontor.customers.domain.postal_addresses import lines_of
from kontor.customers.models import Customer
from kontor.desk.doors import get_customer, get_new_process
from kontor.desk.letter.pages import made_from, show_pages, show_pdf
from kontor.desk.letter.shown import letter_context
from kontor.desk.letter.switch import letters_are_on
from kontor.desk.new.forms import LetterForm, ProcessForm
from kontor.desk.new.keeping import keep, open_categories
from kontor.letters.rendering.sheet import Sheet
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, redirect

PAGE = "desk/new/letter.html"


@require_http_methods(["GET", "POST"])
def begin(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Ask for the category, then open the editor: a letter to the contact. Its page says where nothing can be sent."""
    customer = get_customer(request, customer_id)
    if not letters_are_on(request):
        raise Http404
    categories = [one for one in open_categories(request) if one.tenant_id == customer.tenant_id]
    if not categories:
        return fragment(request, PAGE, {"customer": customer, "none": True})
    offer = letter_offer(Ticket(tenant=customer.tenant, customer=customer))
    last = last_category(request.user)
    chosen = next((one for one in categories if one.pk == last), categories[0] if len(categories) == 1 else None)
    posted = request.POST if request.method == "POST" else None
    form = LetterForm(posted, categories=categories, initial={"category": chosen})
    if form.is_valid():
        category: Category = form.cleaned_data["category"]
        with transaction.atomic():
            draft = begin_letter(category, author=request.user, customer=customer)
            remember_category(request.user, category)
        return _to_editor(request, draft)
    context = {"customer": customer, "form": form, "offer": offer, **_goes_to(customer, offer)}
    return fragment(request, PAGE, context, status=422 if form.is_bound else 200)


@require_POST
def channel(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Keep what was typed, then go on as a letter (``channel=letter``) or as a mail."""
    draft = _kept(request, get_new_process(request, draft_id))
    switch = answer_by_letter if request.POST.get("channel") == "letter" else answer_by_mail
    with transaction.atomic():
        switch(draft, by=request.user)
    return _to_editor(request, draft)


@require_POST
def preview(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Keep what was typed, then show the letter as it would leave; its number comes when it is sent."""
    draft = _kept(request, _letter(request, draft_id))
    urls = {f"{name}_url": reverse(f"desk:new:letter-{name}", args=[draft.pk]) for name in ("pages", "pdf")}
    tenant = cast(Category, draft.category).tenant
    context = {"tenant": tenant, "draft": draft, "back_url": reverse("desk:new:write", args=[draft.pk]), **urls}
    return fragment(request, "desk/letter/preview.html", context, partial="dialog")


@require_GET
def pages(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The pages of the letter that stands in the draft."""
    draft = _letter(request, draft_id)
    return show_pages(made_from(_sheet(draft)), pdf_url=reverse("desk:new:letter-pdf", args=[draft.pk]))


@require_GET
def pdf(request: DeskRequest, draft_id: int) -> HttpResponse:
    return show_pdf(made_from(_sheet(_letter(request, draft_id))), filename="letter.pdf")


def channel_context(draft: Draft) -> dict[str, Any]:
    """The channels and the address of the editor."""
    context = letter_context(ticket_to_be(draft), draft)
    offer = context["letter_offer"]
    if offer and draft.customer is None:
        context["unknown"] = _("A letter needs a contact with a postal address. This address belongs to none.")
    return context


def _letter(request: DeskRequest, draft_id: int) -> Draft:
    draft = get_new_process(request, draft_id)
    if not is_letter(draft):
        raise Http404
    return draft


def _sheet(draft: Draft) -> Sheet:
    return sheet_of_draft(ticket_to_be(draft), draft)


def _kept(request: DeskRequest, draft: Draft) -> Draft:
    """The draft with what the editor holds now. Where another window was quicker, the refusal says so."""
    form = ProcessForm(request.POST, draft=draft, categories=open_categories(request))
    return keep(request, draft, form) if form.is_valid() else draft


def _to_editor(request: DeskRequest, draft: Draft) -> HttpResponse:
    return redirect(request, reverse("desk:new:write", args=[draft.pk]))


def _goes_to(customer: Customer, offer: Any) -> dict[str, Any]:
    if not offer or not offer.possible:
        return {}
    return {"lines": lines_of(offer.addresses[0], from_country=customer.tenant.country)}
