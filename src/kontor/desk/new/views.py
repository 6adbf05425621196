"""A new process: begin, keep while typing, send, throw away."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.begun import sent_as
from kontor.answers.domain.drafts import Conflict, discard_draft
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.new_process import (
    begin_process,
    keep_process,
    last_category,
    remember_category,
    send_process,
    sender_of_process,
)
from kontor.answers.domain.proofreading import is_checked, ticket_to_be
from kontor.answers.models import Clearance, Draft
from kontor.customers.domain.queries import find_customers
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.desk.compose.addresses import write_addresses
from kontor.desk.compose.keeping import answer_keeping, not_kept, other_state, wrong_fields
from kontor.desk.compose.undo import say_on_its_way
from kontor.desk.doors import get_customer, get_new_process
from kontor.desk.draft.context import writing_context
from kontor.desk.draft.modules import categories_of
from kontor.desk.new.files import files_of
from kontor.desk.new.forms import BeginForm, ProcessForm
from kontor.desk.new.keeping import keep, named_process, open_categories
from kontor.desk.new.letter import channel_context
from kontor.desk.new.sent_already import get_unsent_process, kept_as
from kontor.desk.workplace import list_url
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category, ClosingCode
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect, wants_fragment

MOST_FOUND = 8


@require_http_methods(["GET", "POST"])
def begin(request: DeskRequest) -> HttpResponse:
    """Ask for category and recipient, then open the editor. ``customer`` is the contact one comes from."""
    categories = open_categories(request)
    if not categories:
        return fragment(request, "desk/new/begin.html", {"none": True})
    customer = _asked_for(request)
    initial = _initial(request, customer, categories)
    contact = customer if customer and not initial["to"] else None
    form = BeginForm(
        request.POST if request.method == "POST" else None, categories=categories, initial=initial, contact=contact
    )
    if not form.is_valid():
        return fragment(request, "desk/new/begin.html", {"form": form}, status=422 if form.is_bound else 200)
    category: Category = form.cleaned_data["category"]
    to = form.cleaned_data["to"]
    draft = begin_process(category, author=request.user, to=to, customer=None if to else contact)
    remember_category(request.user, category)
    return redirect(request, reverse("desk:new:write", args=[draft.pk]))


@require_GET
def recipients(request: DeskRequest) -> HttpResponse:
    """Contacts with what was typed in their name or address, as they stand in the field."""
    words = request.GET.get("to", "").replace("\x00", "")[:200]
    found = (
        find_customers(words, request.access.tenants_with("contacts.read"), most=MOST_FOUND) if words.strip() else []
    )
    lines = [
        write_addresses([[customer.name, address.value]])
        for customer in found
        for address in customer.addresses.all()
        if address.kind == AddressKind.EMAIL
    ]
    return fragment(request, "desk/new/recipients.html", {"lines": lines})


@require_GET
def write(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The editor; the ticket of what was sent."""
    try:
        draft = get_new_process(request, draft_id)
    except Http404:
        sent = sent_as(draft_id, author=request.user)
        ticket = sent.ticket if sent else kept_as(request, draft_id)
        if ticket is None:
            raise
        return redirect(request, reverse("desk:ticket:show", args=[ticket.number]))
    return fragment(request, "desk/new/write.html", _page(request, draft))


@require_GET
def process(request: DeskRequest, draft_id: int) -> HttpResponse:
    """What the typed process number means."""
    draft = get_new_process(request, draft_id)
    ticket, trouble = named_process(request, draft, request.GET.get("process", ""))
    return fragment(request, "desk/new/process.html", {"process": ticket, "process_trouble": trouble})


@require_POST
def save(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Keep what was typed. Answers with the new version; 409 with the other state when another window was quicker."""
    try:
        draft = get_unsent_process(request, draft_id)
    except Refused as refusal:
        return not_kept(refusal)
    form = ProcessForm(request.POST, draft=draft, categories=open_categories(request))
    return answer_keeping(request, form, lambda: keep(request, draft, form), draft=draft)


@require_POST
def send(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Keep the last words, then open the ticket and send, or only open it (``create``). What stops it is said in the
    editor; the draft is kept."""
    draft = get_unsent_process(request, draft_id)
    form = ProcessForm(request.POST, draft=draft, categories=open_categories(request))
    if not form.is_valid():
        return _stopped(request, draft, {"refusal": wrong_fields(form)}, status=422)
    _ticket, trouble = named_process(request, draft, form.cleaned_data["process"])
    final = request.POST.get("final", "1") == "1"
    try:
        draft = keep(request, draft, form)
        if trouble:
            raise Refused(trouble)
        with transaction.atomic():
            if request.POST.get("create") == "1":
                return _created(request, keep_process(draft, by=request.user))
            begun = send_process(draft, final=final, closing_code=_code(request, draft), by=request.user)
    except Conflict as conflict:
        return _stopped(request, draft, {"draft": draft, **other_state(conflict)})
    except GuardStopped as stopped:
        return _stopped(request, draft, {"findings": stopped.findings})
    except Refused as refusal:
        return _stopped(request, draft, {"refusal": refusal})
    if isinstance(begun.sent, Clearance):
        number = format_number(begun.ticket.number)
        message(request, _("What you have written about %(number)s waits for release.") % {"number": number})
    else:
        say_on_its_way(request, begun.ticket, begun.sent, begins=True)
    place = list_url(request) if final else reverse("desk:ticket:show", args=[begun.ticket.number])
    return redirect(request, place)


@require_POST
def discard(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Throw the draft away."""
    discard_draft(get_new_process(request, draft_id), by=request.user)
    message(request, _("The draft is thrown away."))
    return redirect(request, reverse("desk:inbox:list"))


def _asked_for(request: DeskRequest) -> Customer | None:
    """The contact one comes from."""
    asked = request.POST.get("customer", request.GET.get("customer", ""))
    return get_customer(request, int(asked)) if asked.isdecimal() and len(asked) < 19 else None


def _initial(request: DeskRequest, customer: Customer | None, categories: list[Category]) -> dict[str, Any]:
    """The category used last, and the address of the contact one comes from."""
    address = customer.addresses.filter(kind=AddressKind.EMAIL).first() if customer else None
    last = last_category(request.user)
    fitting = [one for one in categories if customer is None or one.tenant_id == customer.tenant_id]
    chosen = next((one for one in fitting if one.pk == last), fitting[0] if len(fitting) == 1 else None)
    to = write_addresses([[customer.name, address.value]]) if customer and address else ""
    return {"category": chosen, "to": to}


def _page(request: DeskRequest, draft: Draft) -> dict[str, Any]:
    context: dict[str, Any] = {
        "draft": draft,
        "tenant": draft.category.tenant if draft.category else None,
        "categories": [one for one in open_categories(request) if one.tenant_id == draft.tenant_id],
        "module_categories": categories_of(request, draft),
        "process": draft.process,
        "chosen": draft.account,
        "own_spelling": is_checked(ticket_to_be(draft), draft),
        "may_propose_words": request.access.may("words.propose", tenant_id=draft.tenant_id),
        **{f"{name}_line": write_addresses(getattr(draft, name)) for name in ("to", "cc", "bcc")},
        **files_of(draft),
        **writing_context(draft),
        **channel_context(draft),
    }
    try:
        if context["by_letter"]:
            context["may_send"] = bool(context["letter_offer"]) and context["letter_offer"].possible
        else:
            context |= {"sender": sender_of_process(draft), "may_send": True}
    except Refused as refusal:
        context["no_sender"] = str(refusal)
    if draft.category and draft.category.closing_code_required:
        context["closing_codes"] = list(draft.category.closing_codes.filter(deleted_at=None))
    return context


def _stopped(request: DeskRequest, draft: Draft, why: dict[str, Any], status: int = 409) -> HttpResponse:
    """Nothing was sent. For htmx only the warning in the editor and its version change; what was typed stays."""
    draft = get_new_process(request, draft.pk)
    if wants_fragment(request):
        return fragment(request, "desk/compose/guard.html", {"draft": draft, **why}, status=status)
    return fragment(request, "desk/new/write.html", _page(request, draft) | why, status=status)


def _created(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    number = format_number(ticket.number)
    message(request, _("%(number)s is created and lies in your inbox. Nothing was sent.") % {"number": number})
    return redirect(request, reverse("desk:ticket:show", args=[ticket.number]))


def _code(request: DeskRequest, draft: Draft) -> ClosingCode | None:
    value = request.POST.get("closing_code", "")
    if draft.category is None or not value.isdecimal() or len(value) > 18:
        return None
    code: ClosingCode | None = draft.category.closing_codes.filter(pk=int(value), deleted_at=None).first()
    return code
