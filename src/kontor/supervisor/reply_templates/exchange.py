"""Template sets as files: taken out as a zip, and looked at before they are taken in."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.kernel.errors import Refused
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.greetings.access import get_tenant
from kontor.supervisor.reply_templates.access import READ, WRITE, get_templates
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.saving import saves
from kontor.tenants.models import Tenant
from kontor.texts.domain.exchange import Import, export_set, import_set, preview_import
from kontor.texts.domain.exchange_files import LARGEST_SET
from kontor.ui.downloads import download
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.listing import selected

PAGE = "supervisor/reply_templates/exchange.html"


class ImportForm(forms.Form):
    tenant = forms.ModelChoiceField(Tenant.objects.none(), label=gettext_lazy("Tenant"), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("Template set (ZIP)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
        help_text=gettext_lazy(
            "Templates are known by their internal names: what is there is changed, the rest is new."
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > LARGEST_SET:
            size = LARGEST_SET // 1_000_000
            raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": size})
        return file


@require_http_methods(["GET", "POST"])
def exchange(request: DeskRequest) -> HttpResponse:
    """The page for both ways. Posted, the set is looked at; only what was looked at can be taken in (``seen``)."""
    need_anywhere(request, READ)
    if request.method == "GET":
        return fragment(request, PAGE, _context(request, ImportForm()))
    need_anywhere(request, WRITE)
    form = _form(request)
    if not form.is_valid():
        return fragment(request, PAGE, _context(request, form), partial="import", status=422)
    tenant, raw = form.cleaned_data["tenant"], form.cleaned_data["file"].read()
    need(request, WRITE, tenant_id=tenant.pk)
    digest = hashlib.sha256(raw).hexdigest()
    if request.POST.get("take") and request.POST.get("seen") == f"{tenant.pk}-{digest}":
        return _take_in(request, form, tenant, raw)
    return _look(request, form, tenant, raw, digest)


@require_GET
def export_all(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """All templates of a tenant, its greetings, and the files they need."""
    tenant = get_tenant(request, tenant_id, may=READ)
    return download(export_set(tenant), _filename(tenant), "application/zip")


@require_POST
def export_chosen(request: DeskRequest) -> HttpResponse:
    """The chosen templates with the includes and files they need: those of one tenant."""
    chosen = get_templates(request, selected(request), may=READ)
    tenants = {template.tenant_id: template.tenant for template in chosen}
    if len(tenants) > 1:
        raise Refused(_("Choose templates of one tenant: a template set belongs to one."))
    tenant = next(iter(tenants.values()))
    return download(export_set(tenant, chosen), _filename(tenant), "application/zip")


def _look(request: DeskRequest, form: ImportForm, tenant: Tenant, raw: bytes, digest: str) -> HttpResponse:
    found: list[Import] = []
    if not saves(form, lambda: found.append(preview_import(tenant, raw))):
        return fragment(request, PAGE, _context(request, form), partial="import", status=422)
    context = _context(request, form) | {
        "found": found[0],
        "greeting_languages": language_names(list(found[0].greetings)),
        "seen": f"{tenant.pk}-{digest}",
        "into": tenant,
    }
    return fragment(request, PAGE, context, partial="import")


def _take_in(request: DeskRequest, form: ImportForm, tenant: Tenant, raw: bytes) -> HttpResponse:
    if not saves(form, lambda: import_set(tenant, raw, by=request.user)):
        return fragment(request, PAGE, _context(request, form), partial="import", status=422)
    message(request, _("The template set is imported."))
    return redirect(request, reverse("supervisor:reply_templates:list"))


def _form(request: DeskRequest) -> ImportForm:
    form = ImportForm(request.POST, request.FILES)
    _tenants(request, form)
    return form


def _tenants(request: DeskRequest, form: ImportForm) -> None:
    field = cast("forms.ModelChoiceField[Tenant]", form.fields["tenant"])
    field.queryset = tenants_for(request.access, WRITE)


def _context(request: DeskRequest, form: ImportForm) -> dict[str, Any]:
    _tenants(request, form)
    return {
        "form": form,
        "tenants": list(tenants_for(request.access, READ)),
        "may_write": request.access.may_anywhere(WRITE),
    }


def _filename(tenant: Tenant) -> str:
    return f"{tenant.code.lower()}-templates.zip"
