"""A tenant as a file: taken out, looked at before it is applied, two tenants compared.

For whoever administers the installation: a file can say everything of a tenant, and make new ones.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kontor.kernel.errors import ReasonNeeded, Refused
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.preferences import REASONS
from kontor.supervisor.tenant_files.access import WRITE, applies_files, need_changes, need_reads
from kontor.supervisor.tenant_files.shown import Change, changes_of
from kontor.supervisor.tenants.access import get_tenant
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.differing import diff
from kontor.tenant_files.domain.exporting import export, note_export
from kontor.tenant_files.domain.planning import Plan, plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.schema import FILE_NAME, schema
from kontor.tenant_files.domain.telling import summary
from kontor.tenants.models import Tenant
from kontor.ui.downloads import download
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.reasons import FIELD as REASON

PAGE, COMPARE = "supervisor/tenant_files/files.html", "supervisor/tenant_files/compare.html"
LARGEST_UPLOAD = 10_000_000
"""Bytes. It is read while somebody waits; the command takes more."""
YAML, JSON = "application/yaml", "application/schema+json"


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tenant as a file (YAML)"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,application/yaml"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
        help_text=format_lazy(
            gettext_lazy(
                "The short code in the file says which tenant it is. One that is not there yet is created. "
                "At most {size} MB; larger files are applied with the command kontor tenant."
            ),
            size=LARGEST_UPLOAD // 1_000_000,
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (file.size or 0) > LARGEST_UPLOAD:
            sentence = _(
                "The file has %(size)s MB; at most %(most)s MB are read here. Apply it with the command kontor tenant."
            )
            words = {"size": math.ceil((file.size or 0) / 1_000_000), "most": LARGEST_UPLOAD // 1_000_000}
            raise forms.ValidationError(sentence % words)
        return file


class PairForm(forms.Form):
    first = forms.ModelChoiceField(Tenant.objects.none(), label=gettext_lazy("Tenant"))
    second = forms.ModelChoiceField(Tenant.objects.none(), label=gettext_lazy("Compared with"))

    def __init__(self, request: DeskRequest) -> None:
        super().__init__(request.GET or None)
        for field in self.fields.values():
            cast("forms.ModelChoiceField[Tenant]", field).queryset = tenants_for(request.access, WRITE)


@require_http_methods(["GET", "POST"])
def files(request: DeskRequest) -> HttpResponse:
    """The page for both ways. Posted, the file is planned; only a plan that was looked at is applied (``seen``)."""
    need_reads(request)
    if request.method == "GET":
        return fragment(request, PAGE, _context(request, FileForm()))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return fragment(request, PAGE, _context(request, form), partial="apply", status=422)
    file = form.cleaned_data["file"]
    raw = file.read()
    digest = hashlib.sha256(raw).hexdigest()
    seen, _dot, planned = request.POST.get("seen", "").partition(".")
    if request.POST.get("apply") and seen == digest:
        need_changes(request)
        return _apply(request, form, raw, file.name or "", planned)
    return _look(request, form, raw, digest)


@require_http_methods(["GET", "POST"])
def export_one(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """The configuration of a tenant; that it was taken is written to the audit log."""
    tenant = get_tenant(request, tenant_id, may=WRITE)
    need_reads(request)
    text = export(tenant)
    note_export(tenant, by=request.user)
    return download(text.encode(), f"{tenant.code.lower()}.yaml", YAML)


@require_GET
def schema_file(request: DeskRequest) -> HttpResponse:
    """For editors."""
    need_reads(request)
    written = json.dumps(schema(), indent=2, ensure_ascii=False)
    return download(written.encode(), FILE_NAME, JSON)


@require_GET
def compare(request: DeskRequest) -> HttpResponse:
    """What two tenants do differently."""
    need_reads(request)
    form = PairForm(request)
    found: list[Change] | None = None
    if form.is_bound and form.is_valid():
        found = changes_of(diff(form.cleaned_data["first"], form.cleaned_data["second"]))
    return fragment(request, COMPARE, {"form": form, "found": found})


def _look(request: DeskRequest, form: FileForm, raw: bytes, digest: str) -> HttpResponse:
    try:
        with transaction.atomic():
            made = plan(raw)
    except Refused as refused:
        return _wrong(request, form, refused)
    return fragment(request, PAGE, _context(request, form, made, digest), partial="apply")


def _apply(request: DeskRequest, form: FileForm, raw: bytes, name: str, planned: str) -> HttpResponse:
    """A variable of the environment is asked for here like any other secret: a file from outside reads none of ours."""
    try:
        with transaction.atomic():
            made = plan(raw)
            given = {
                (each.way, each.name): request.POST.get(f"secret-{number}", "")
                for number, each in enumerate(made.needed)
            }
            tenant = apply(raw, by=request.user, file_name=name, secrets=given, planned=planned)[0]
    except ReasonNeeded as needed:
        return _ask_why(request, _context(request, form, made, hashlib.sha256(raw).hexdigest()), str(needed))
    except Refused as refused:
        return _wrong(request, form, refused)
    message(request, _("The file is applied to %(tenant)s.") % {"tenant": tenant.name})
    return redirect(request, reverse("supervisor:tenant_files:files"))


def _ask_why(request: DeskRequest, context: dict[str, Any], sentence: str) -> HttpResponse:
    """At the field for the reason. The rest of the page stays as it is: the file, and the secrets that were typed."""
    response = fragment(request, PAGE, context | {"reason_error": sentence}, partial="apply", status=422)
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#apply-reason"
    return response


def _wrong(request: DeskRequest, form: FileForm, refused: Refused) -> HttpResponse:
    sentences = refused.sentences if isinstance(refused, BadFile) else [str(refused)]
    for sentence in sentences:
        form.add_error("file", sentence)
    return fragment(request, PAGE, _context(request, form), partial="apply", status=422)


def _context(request: DeskRequest, form: FileForm, made: Plan | None = None, digest: str = "") -> dict[str, Any]:
    context: dict[str, Any] = {"form": form, "tenants": list(tenants_for(request.access, WRITE))}
    context |= {"may_apply": applies_files(request.access)}
    context |= {"reason_field": REASON if REASONS.get(request.access.system) else ""}
    if made is not None:
        context |= {
            "plan": made,
            "found": changes_of(made.steps),
            "sum": summary(made),
            "seen": f"{digest}.{made.fingerprint}",
        }
    return context
