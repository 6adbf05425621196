"""A contact's postal addresses: shown where the installation works with letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.answers.domain.drafts import find_draft
from kontor.answers.domain.reply_channel import answer_by_letter
from kontor.customers.domain.address_form import place_fields
from kontor.customers.domain.countries import countries
from kontor.customers.domain.postal_addresses import (
    PostalValues,
    Problem,
    add_postal_address,
    change_postal_address,
    delete_postal_address,
    lines_of,
    make_default,
    mark_address_deliverable,
    mark_address_undeliverable,
    postal_addresses,
    problems_of,
    problems_of_values,
)
from kontor.customers.models import Customer, PostalAddress
from kontor.desk.doors import get_customer
from kontor.desk.letter.switch import letters_are_on
from kontor.desk.ticket.pane import WRITE
from kontor.kernel.errors import Refused
from kontor.letters.domain.scans import latest_scan_of
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.queries import ticket_by_number
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

PLACE = ("postcode", "city", "region")


def _choices() -> list[tuple[str, str]]:
    return countries(get_language() or "en")


class PostalForm(forms.Form):
    """``place`` follows the country. What cannot be sent is an error beside its field."""

    company = forms.CharField(label=gettext_lazy("Company"), max_length=120, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    additional = forms.CharField(
        label=gettext_lazy("Additional line"),
        help_text=gettext_lazy("For example “c/o Möller” or the department."),
        max_length=120,
        required=False,
    )
    street = forms.CharField(label=gettext_lazy("Street and number, or PO box"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=120, required=False)
    region = forms.CharField(
        label=gettext_lazy("Region"),
        help_text=gettext_lazy("State, province or county, where addresses name it."),
        max_length=120,
        required=False,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_choices)
    is_default = forms.BooleanField(label=gettext_lazy("Letters go here"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    def ask_for_needed(self) -> PostalForm:
        """Say no longer “optional” of what no address of the country can do without. For showing: each of them has a
        sentence of its own when it is missing."""
        told = {name: str(self[name].value() or "") for name in ("company", "country")}
        for problem in problems_of_values(PostalValues(**told)):
            if problem.stops:
                self.fields[problem.field].required = True
        return self

    @property
    def place(self) -> list[forms.BoundField]:
        """What stands below the street, in the order and the words of the chosen country; nothing that is filled in
        is ever hidden."""
        asked = place_fields(str(self["country"].value() or ""))
        for each in asked:
            self.fields[each.name].label, self.fields[each.name].help_text = str(each.label), ""
        names = [each.name for each in asked]
        return [self[name] for name in names] + [
            self[name] for name in PLACE if name not in names and (self[name].value() or self.errors.get(name))
        ]

    @property
    def values(self) -> PostalValues:
        return PostalValues(**{name: self.cleaned_data[name] for name in PostalValues.__dataclass_fields__})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for problem in problems_of_values(self.values):
                if problem.stops:
                    self.add_error(problem.field, problem.sentence)
        return data


@dataclass(frozen=True)
class Shown:
    """An address as it stands on a letter of the tenant, and what somebody should look at."""

    row: PostalAddress
    lines: list[str]
    problems: list[Problem]


def shown_addresses(customer: Customer) -> list[Shown]:
    return [
        Shown(row, lines_of(row, from_country=customer.tenant.country), problems_of(row))
        for row in postal_addresses(customer)
    ]


@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, customer_id: int) -> HttpResponse:
    """A further postal address."""
    customer = _get_customer(request, customer_id)
    had_none = not postal_addresses(customer)
    begins = {"name": customer.name, "country": customer.tenant.country, "is_default": had_none}
    form = PostalForm(request.POST if request.method == "POST" else None, initial=begins)
    if not form.is_valid():
        return _form(request, customer, form, None)
    try:
        with transaction.atomic():
            row = add_postal_address(customer, form.values, is_default=form.cleaned_data["is_default"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, customer, form, None)
    if had_none:
        _answer_by_letter(request, customer)
    return _kept(request, customer, row)


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, customer_id: int, postal_id: int) -> HttpResponse:
    """Correct the address."""
    customer = _get_customer(request, customer_id)
    row = _get(customer, postal_id)
    begins = {name: getattr(row, name) for name in PostalForm.base_fields}
    form = PostalForm(request.POST if request.method == "POST" else None, initial=begins)
    if not form.is_valid():
        return _form(request, customer, form, row)
    data = form.cleaned_data
    try:
        with transaction.atomic():
            row = change_postal_address(row, form.values, version=data["version"] or 0, is_default=data["is_default"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, customer, form, row)
    return _kept(request, customer, row)


@require_POST
def place(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The fields below the street once another country is chosen, with what was typed. Nothing is saved."""
    _get_customer(request, customer_id)
    typed = {name: request.POST.get(name, "")[:200] for name in (*PLACE, "country")}
    return fragment(request, "desk/contacts/_place.html", {"form": PostalForm(initial=typed).ask_for_needed()})


@require_POST
def delete(request: DeskRequest, customer_id: int, postal_id: int) -> HttpResponse:
    customer = _get_customer(request, customer_id)
    delete_postal_address(_get(customer, postal_id))
    message(request, _("The postal address is deleted. Letters that went there keep it."))
    return _to_contact(request, customer)


@require_POST
def default(request: DeskRequest, customer_id: int, postal_id: int) -> HttpResponse:
    """Letters go there from now on."""
    customer = _get_customer(request, customer_id)
    make_default(_get(customer, postal_id))
    return _to_contact(request, customer)


@require_POST
def undeliverable(request: DeskRequest, customer_id: int, postal_id: int) -> HttpResponse:
    """A letter came back, in the words that are typed."""
    customer = _get_customer(request, customer_id)
    row = _get(customer, postal_id)
    mark_address_undeliverable(row, reason=request.POST.get("reason", "").replace("\x00", ""))
    message(request, _("The address counts as undeliverable. Letters to it are asked about before they are sent."))
    return _to_contact(request, customer)


@require_POST
def deliverable(request: DeskRequest, customer_id: int, postal_id: int) -> HttpResponse:
    """Letters arrive there again."""
    customer = _get_customer(request, customer_id)
    mark_address_deliverable(_get(customer, postal_id))
    message(request, _("The address counts as reachable again."))
    return _to_contact(request, customer)


def _get_customer(request: DeskRequest, customer_id: int) -> Customer:
    customer = get_customer(request, customer_id, may="contacts.write")
    if not letters_are_on(request):
        raise Http404
    return customer


def _get(customer: Customer, postal_id: int) -> PostalAddress:
    row = next((row for row in postal_addresses(customer) if row.pk == postal_id), None)
    if row is None:
        raise Http404
    return row


def _form(request: DeskRequest, customer: Customer, form: PostalForm, row: PostalAddress | None) -> HttpResponse:
    context = {
        "customer": customer,
        "form": form.ask_for_needed(),
        "address": row,
        "ticket_number": _ticket_number(request),
        "scan_url": _letter_beside(request, customer),
    }
    if not form.is_bound:
        first = "street" if form["name"].value() and not form["street"].value() else "company"
        form.fields[first].widget.attrs["autofocus"] = True
    status = 422 if form.is_bound else 200
    return fragment(request, "desk/contacts/postal.html", context, status=status)


def _answer_by_letter(request: DeskRequest, customer: Customer) -> None:
    """The address was missing for a letter: the answer of the ticket that the person came from is one now."""
    ticket = _ticket(request)
    if ticket is None or ticket.customer_id != customer.pk or not rules.may_answer(request.access, ticket):
        return
    draft = find_draft(ticket, request.user)
    if draft is None:
        return
    try:
        with transaction.atomic():
            answer_by_letter(draft, by=request.user)
    except Refused as refusal:
        message(request, refusal, "near")


def _kept(request: DeskRequest, customer: Customer, row: PostalAddress) -> HttpResponse:
    """Back to where the person came from, with what they should look at: in an answer, into its text."""
    message(request, _("The postal address is saved."))
    for problem in problems_of(row):
        message(request, problem.sentence, "near")
    if number := _ticket_number(request):
        return redirect(request, f"{reverse('desk:ticket:show', args=[number])}?{WRITE}=1")
    return _to_contact(request, customer)


def _ticket_number(request: DeskRequest) -> str:
    """The ticket that the person came from to enter an address; its own door asks again who may see it."""
    value = request.POST.get("ticket", request.GET.get("ticket", ""))
    return value if value.isascii() and value.isdigit() and len(value) == 10 else ""


def _ticket(request: DeskRequest) -> Ticket | None:
    number = _ticket_number(request)
    try:
        return ticket_by_number(request.access, number) if number else None
    except Http404:
        return None


def _letter_beside(request: DeskRequest, customer: Customer) -> str:
    """Where the letter is shown from which the address can be copied: that of the ticket the person came from."""
    ticket = _ticket(request)
    if ticket is None or ticket.tenant_id != customer.tenant_id:
        return ""
    scan = latest_scan_of(ticket)
    return reverse("desk:ticket:scan", args=[ticket.number, scan.pk, 1]) if scan else ""


def _to_contact(request: DeskRequest, customer: Customer) -> HttpResponse:
    return redirect(request, reverse("desk:contacts:show", args=[customer.pk]))
