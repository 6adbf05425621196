"""Who has written? A letter names no sender: a person chooses the contact, or makes one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kontor.customers.domain.contacts import create_customer
from kontor.customers.domain.queries import find_customers
from kontor.customers.models import Customer
from kontor.desk.doors import get_customer, get_ticket
from kontor.org.middleware import DeskRequest
from kontor.tickets import rules
from kontor.tickets.domain.whose import set_customer
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

RESULTS = "writers"
"""The id of the list in the dialog that is renewed while one types."""
MOST = 20
NEW = "new"


class WriterForm(forms.Form):
    """A contact that is there, or NEW: one is made with the words as its name."""

    words = forms.CharField(
        label=gettext_lazy("Find a contact"),
        help_text=gettext_lazy(
            "Name, e-mail address, phone number or customer number. If nobody is found, a contact "
            "with this name can be made."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    customer = forms.RegexField(r"^(\d{1,18}|new)$", required=False)

    def __init__(self, data: Any, *, url: str, may_make: bool) -> None:
        super().__init__(data)
        self.may_make = may_make
        self.fields["words"].widget.attrs |= {
            "hx-get": url,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{RESULTS}",
            "hx-swap": "outerHTML",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("customer")
        makes = chosen == NEW and self.may_make and cleaned.get("words")
        if not self.errors and not makes and chosen in ("", NEW):
            self.add_error("words", _("Choose a contact, or enter the name of a new one."))
        return cleaned


@require_http_methods(["GET", "POST"])
def writer(request: DeskRequest, number: str) -> HttpResponse:
    ticket = get_ticket(request, number, may=rules.may_say_who_wrote)
    if not request.access.may("contacts.read", tenant_id=ticket.tenant_id):
        raise PermissionDenied
    url = reverse("desk:ticket:writer", args=[number])
    may_make = request.access.may("contacts.write", tenant_id=ticket.tenant_id)
    form = WriterForm(request.POST if request.method == "POST" else None, url=url, may_make=may_make)
    if form.is_valid():
        customer = _chosen(request, ticket, form.cleaned_data)
        set_customer(ticket, customer, by=request.user)
        message(request, _("The letter is from %(name)s.") % {"name": customer.name or _("unnamed")})
        return redirect(request, reverse("desk:ticket:show", args=[number]))
    words = str((request.POST if request.method == "POST" else request.GET).get("words", "")).replace("\x00", "")[:200]
    found = find_customers(words, [ticket.tenant_id], most=MOST) if words.strip() else []
    context = {"ticket": ticket, "form": form, "url": url, "words": words.strip(), "found": found, "may_make": may_make}
    partial = "writers" if request.headers.get("HX-Target") == RESULTS else "dialog"
    return fragment(request, "desk/ticket/writer.html", context, partial=partial, status=422 if form.is_bound else 200)


def _chosen(request: DeskRequest, ticket: Ticket, entered: dict[str, Any]) -> Customer:
    if entered["customer"] != NEW:
        return get_customer(request, int(entered["customer"]))
    return create_customer(ticket.tenant, name=entered["words"], language=ticket.language)
