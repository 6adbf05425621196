"""The small dialogs of the phone: one form each."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment


def dialog(
    request: DeskRequest,
    form: forms.Form,
    url: str,
    *,
    title: str,
    verb: str,
    lead: str = "",
    tenant: Tenant | None = None,
) -> HttpResponse:
    """For htmx the dialog alone, else as a page; 422 with errors."""
    context = {"form": form, "url": url, "title": title, "verb": verb, "lead": lead, "tenant": tenant}
    context["back"] = reverse("desk:phone:dial")
    status = 422 if form.is_bound and form.errors else 200
    return fragment(request, "desk/phone/dialog.html", context, partial="dialog", status=status)
