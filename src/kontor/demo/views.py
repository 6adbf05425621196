"""The customer's mailbox: write as a customer, read the answer. On a real mail server on loopback, demo only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kontor.channels.errors import ConnectionFailed, DeliveryFailed
from kontor.demo.content.organization import CUSTOMERS, TENANTS
from kontor.demo.content.outside import EXPERTS
from kontor.demo.mailserver.client import OpenedMail, list_mails, read_mail, send_mail
from kontor.demo.mailserver.place import Place, find
from kontor.demo.outside import system_addresses
from kontor.entrance.doors import public
from kontor.kernel.text import whole_number
from kontor.ui.htmx import message

NAMES = {address: name for name, address in CUSTOMERS} | {
    expert.address: f"{expert.name}, {expert.company}" for experts in EXPERTS.values() for expert in experts
}


class WriteForm(forms.Form):
    recipient = forms.CharField(label=gettext_lazy("To"), max_length=254)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    text = forms.CharField(label=gettext_lazy("Message"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))


@public
@require_GET
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Who one can be."""
    place = _place()
    known = [(NAMES.get(address, ""), address) for address in place.addresses if not _is_ours(address)]
    return render(request, "demo/mailboxes.html", {"mailboxes": known, "tenants": TENANTS})


@public
@require_GET
def mailbox(request: HttpRequest, address: str) -> HttpResponse:
    """The mails of this customer, the newest first."""
    place = _place_with(address)
    context: dict[str, Any] = {"address": address, "name": NAMES.get(address, address), "tenants": TENANTS}
    try:
        context["mails"] = list_mails(place, address)
    except ConnectionFailed as failure:
        context["failure"] = str(failure)
    return render(request, "demo/mailbox.html", context)


@public
@require_GET
def mail(request: HttpRequest, address: str, uid: int) -> HttpResponse:
    """One mail to read, and the way to answer it."""
    opened = _read(_place_with(address), address, uid)
    return render(request, "demo/mail.html", {"address": address, "mail": opened, "uid": uid})


@public
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, address: str) -> HttpResponse:
    """Write to one of the companies; with ``?answers=`` as the answer to a mail."""
    place = _place_with(address)
    uid = whole_number(request.GET.get("answers", ""))
    answers = _read(place, address, uid) if uid is not None else None
    form = WriteForm(request.POST or None, initial=_initial(request, answers))
    if form.is_valid():
        data = form.cleaned_data
        try:
            send_mail(
                place,
                address,
                data["recipient"],
                subject=data["subject"],
                text=data["text"],
                name=NAMES.get(address, ""),
                answers=answers,
            )
        except (ConnectionFailed, DeliveryFailed) as failure:
            form.add_error(None, str(failure))
        else:
            message(request, _("Sent. Kontor fetches its mail every few seconds."))
            return redirect("demo:mailbox", address=address)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "demo/write.html", {"address": address, "form": form, "name": NAMES.get(address)}, status=status
    )


def _place() -> Place:
    place = find()
    if place is None:
        raise Http404
    return place


def _place_with(address: str) -> Place:
    place = _place()
    if address not in place.addresses or _is_ours(address):
        raise Http404
    return place


def _is_ours(address: str) -> bool:
    return address in {*(tenant.address for tenant in TENANTS), *system_addresses()}


def _read(place: Place, address: str, uid: int) -> OpenedMail:
    try:
        opened = read_mail(place, address, uid)
    except ConnectionFailed:
        opened = None
    if opened is None:
        raise Http404
    return opened


def _initial(request: HttpRequest, answers: OpenedMail | None) -> dict[str, str]:
    if answers is None:
        return {"recipient": request.GET.get("to", TENANTS[0].address)}
    quoted = "\n".join(f"> {line}" for line in answers.text.splitlines())
    subject = answers.listed.subject
    return {
        "recipient": answers.listed.sender_address,
        "subject": subject if subject.lower().startswith("re:") else f"Re: {subject}",
        "text": f"\n\n{quoted}",
    }
