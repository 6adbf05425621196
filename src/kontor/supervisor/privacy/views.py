"""An erasure with its certificate, and what the retention of a tenant would erase."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.letters.preferences import LETTERS
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.limits import Limits
from kontor.letters.rendering.process import render
from kontor.org.after import AfterScope
from kontor.org.middleware import DeskRequest
from kontor.preferences.types import Holder
from kontor.privacy.domain.asking import cancel_erasure
from kontor.privacy.domain.certificates import checked, written
from kontor.privacy.domain.due_mail import dry_run_mail
from kontor.privacy.domain.retention import dry_run, months_of
from kontor.privacy.domain.without_ticket import DueKind, dry_run_without_ticket
from kontor.privacy.enums import UNFINISHED
from kontor.privacy.models import Erasure
from kontor.supervisor.privacy.access import WRITE, get_erasure, get_tenant, sees_installation, tenants_here
from kontor.supervisor.privacy.pdf import document_of
from kontor.supervisor.privacy.tables import table_in_words
from kontor.supervisor.privacy.words import KINDS, lengths_in_words, not_reached_in_words, subject_of, waits_in_words
from kontor.ui.downloads import download
from kontor.ui.htmx import fragment, message, redirect

FOLDER = "supervisor/privacy"
WHILE_SOMEBODY_WAITS = Limits(processor_seconds=15, seconds=25)


class LengthForm(forms.Form):
    months = forms.IntegerField(
        label=gettext_lazy("What if all categories kept tickets for so many months?"), min_value=1, max_value=240
    )


@require_GET
def show(request: DeskRequest, erasure_id: int) -> HttpResponse:
    erasure = get_erasure(request, erasure_id)
    certificate: dict[str, Any] = checked(erasure) if erasure.certificate else {}
    context = {
        "erasure": erasure,
        "subject": subject_of(erasure),
        "waits": waits_in_words(erasure),
        "counts": [
            {"table": label, "words": table_in_words(label), **erasure.counts[label]}
            for label in sorted(erasure.counts)
        ],
        "certificate": certificate,
        "not_reached": not_reached_in_words(certificate.get("not_reached", [])),
        "lengths": [
            (datetime.fromisoformat(since), lines) for since, lines in lengths_in_words(certificate.get("lengths", []))
        ],
        "pdf_languages": _languages() if certificate and _letters_are_on(request) else [],
        "may_cancel": erasure.state in UNFINISHED and request.access.may(WRITE, tenant_id=erasure.tenant_id or 0),
    }
    return fragment(request, f"{FOLDER}/show.html", context)


@require_GET
def certificate(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """The certificate as it was made; its hash stands on the page and in the audit log's chain."""
    erasure = _certified(request, erasure_id)
    return download(written(checked(erasure)).encode(), f"erasure-{erasure.pk}.json", "application/json")


@require_GET
def certificate_pdf(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """The same to be read and signed, in the language asked for or the reader's; made once the request's transaction
    has ended."""
    erasure = _certified(request, erasure_id)
    if not _letters_are_on(request):
        raise Http404
    language = request.GET.get("language") or get_language() or "de"
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        document = document_of(erasure, checked(erasure), language=language)

    def answer() -> HttpResponse:
        try:
            made = render(document, limits=WHILE_SOMEBODY_WAITS)
        except RenderFailed as failed:
            return HttpResponse(failed.sentence, content_type="text/plain; charset=utf-8", status=409)
        return download(made.pdf, f"erasure-{erasure.pk}-{language}.pdf", "application/pdf")

    return AfterScope(answer)


@require_POST
def cancel(request: DeskRequest, erasure_id: int) -> HttpResponse:
    erasure = get_erasure(request, erasure_id, may=WRITE)
    cancel_erasure(erasure, by=request.user)
    message(request, _("Nothing more is erased. What is gone already stays gone."))
    return redirect(request, reverse("supervisor:privacy:show", args=[erasure.pk]))


@require_GET
def tenants(request: DeskRequest) -> HttpResponse:
    """Who sees one tenant only is led to its page. Who sees the installation reads here what of it would go."""
    found, installation = tenants_here(request), sees_installation(request)
    if len(found) == 1 and not installation:
        return redirect(request, reverse("supervisor:privacy:retention", args=[found[0].pk]))
    context = {
        "tenants": found,
        "of_installation": [_in_words(dry_run_mail(None))] if installation else [],
        "may_set": request.access.may("settings.write", tenant_id=0),
    }
    return fragment(request, f"{FOLDER}/tenants.html", context)


@require_GET
def retention(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """What would go tonight, by category; with ``?months=`` what would go if all kept their tickets so long."""
    tenant = get_tenant(request, tenant_id)
    form = LengthForm(request.GET if "months" in request.GET else None)
    tried = form.cleaned_data["months"] if form.is_bound and form.is_valid() else None
    lengths = months_of(tenant)
    rows = dry_run(tenant, dict.fromkeys(lengths, tried) if tried else lengths)
    context = {
        "tenant": tenant,
        "form": form,
        "tried": tried,
        "rows": rows,
        "total": sum(row.tickets for row in rows),
        "for_ever": sum(1 for months in lengths.values() if not months),
        "without_ticket": [_in_words(due) for due in (*dry_run_without_ticket(tenant), dry_run_mail(tenant))],
        "may_set": request.access.may("tenants.write", tenant_id=tenant.pk),
    }
    return fragment(request, f"{FOLDER}/retention.html", context, status=422 if form.errors else 200)


def _in_words(due: DueKind) -> dict[str, Any]:
    return {"due": due, "words": KINDS[due.label]}


def _languages() -> list[tuple[str, str]]:
    """Whoever is handed the certificate may read another language than whoever looks at it here."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def _letters_are_on(request: DeskRequest) -> bool:
    return LETTERS.get(cast(Holder, request.access.system))


def _certified(request: DeskRequest, erasure_id: int) -> Erasure:
    erasure = get_erasure(request, erasure_id)
    if not erasure.certificate:
        raise Http404
    return erasure
