"""What is in force for a tenant, a category, an account, a person or the installation, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.preferences.domain.effective import own_values
from kontor.preferences.domain.references import names_of
from kontor.preferences.types import CATEGORY, REGISTRY, SYSTEM, TENANT, USER, Holder, Preference
from kontor.supervisor.effective.access import (
    ACCOUNT,
    KINDS,
    READS,
    Subject,
    effective_url,
    get_subject,
    mask_url,
    name_of,
    others_like,
    tenant_of,
    visible_holders,
)
from kontor.supervisor.effective.shown import Row, found_settings, matches, parts_of, rows_of
from kontor.supervisor.preference_form import field_name, in_words
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment

FOLDER = "supervisor/effective"
MOST_FOUND = 20
OWN, DIFFERING = "own", "differing"


class LookForm(forms.Form):
    """Which settings are shown, and beside whose."""

    only_narrows = True
    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("All settings")), (OWN, _("Only own values"))]
    )
    beside = forms.ModelChoiceField(Tenant.objects.none(), label=_("Compare with"), required=False, empty_label="–")

    def __init__(self, request: DeskRequest, subject: Subject) -> None:
        super().__init__(request.GET)
        if subject.kind == SYSTEM:
            del self.fields["beside"]
            return
        beside = cast("forms.ModelChoiceField[Any]", self.fields["beside"])
        beside.queryset = others_like(request, subject.kind).exclude(pk=subject.id)
        beside.label_from_instance = _label  # type: ignore[assignment,method-assign]
        show = cast(forms.ChoiceField, self.fields["show"])
        show.choices = [*show.choices, (DIFFERING, _("Only differences"))]  # type: ignore[misc]


@dataclass(frozen=True)
class Holding:
    """Somebody who has a value of their own."""

    kind: str
    name: str
    tenant: Tenant | None
    value: str
    url: str
    mask_url: str


@require_GET
def find(request: DeskRequest) -> HttpResponse:
    """The tenants; with ``?q=`` what has such a name, and the settings with these words."""
    need_any_read(request)
    wanted = request.GET.get("q", "").strip()[:80]
    access = request.access
    context = {
        "wanted": wanted,
        "system_url": effective_url(SYSTEM, 0) if access.may(READS[SYSTEM], tenant_id=0) else "",
        "tenants": [(tenant, effective_url(TENANT, tenant.pk)) for tenant in tenants_for(access, READS[TENANT])],
        "things": _found_things(request, wanted) if wanted else [],
        "settings": found_settings(wanted),
    }
    return fragment(request, f"{FOLDER}/find.html", context)


@require_GET
def show(request: DeskRequest, kind: str, **ids: int) -> HttpResponse:
    """Every setting of one; ``?beside=`` another of the same kind beside it."""
    subject = get_subject(request, kind, next(iter(ids.values()), 0))
    form = LookForm(request, subject)
    form.is_valid()
    asked = form.cleaned_data
    second = asked.get("beside")
    other = get_subject(request, kind, second.pk) if second else None
    rows = [row for row in rows_of(request, subject, other) if _wanted(row, asked)]
    context = {"subject": subject, "form": form, "other": other, "parts": parts_of(rows), "count": len(rows)}
    return fragment(request, f"{FOLDER}/show.html", context)


@require_GET
def where(request: DeskRequest, setting: str) -> HttpResponse:
    """Who has a value of their own for this setting, as far as one sees them."""
    need_any_read(request)
    preference = get_setting(setting)
    holders = own_values(preference, visible_holders(request))
    names = names_of((preference, holder.preferences[preference.key]) for holder in holders)
    context = {
        "preference": preference,
        "default": in_words(preference, preference.default, {}),
        "sees_all": all(request.access.may(right, tenant_id=0) for right in READS.values()),
        "holdings": [_holding(preference, holder, names) for holder in holders],
        "system_url": _system_url(request, preference),
        "tenants": _changeable(request, preference),
    }
    return fragment(request, f"{FOLDER}/where.html", context)


def _system_url(request: DeskRequest, preference: Preference[Any]) -> str:
    """Where it is changed for all at once; "" for those who may not, and where nobody can."""
    if SYSTEM not in preference.levels or not request.access.may("settings.write", tenant_id=0):
        return ""
    return reverse("supervisor:effective:system-change", args=[field_name(preference)])


def _changeable(request: DeskRequest, preference: Preference[Any]) -> list[tuple[Tenant, str]]:
    """The tenants for which one may change it, and where."""
    if TENANT not in preference.levels:
        return []
    slug = field_name(preference)
    return [
        (tenant, reverse("supervisor:effective:tenant-change", args=[tenant.pk, slug]))
        for tenant in tenants_for(request.access, "tenants.write")
    ]


def need_any_read(request: DeskRequest) -> None:
    if not any(request.access.may_anywhere(right) for right in READS.values()):
        raise PermissionDenied


def get_setting(slug: str) -> Preference[Any]:
    """By the name of its field, in which dots are hyphens."""
    for preference in REGISTRY.values():
        if field_name(preference) == slug:
            return preference
    raise Http404


def _wanted(row: Row, asked: dict[str, Any]) -> bool:
    show = asked.get("show", "")
    if (show == OWN and not row.own) or (show == DIFFERING and asked.get("beside") and not row.differs):
        return False
    return matches(row.preference, asked.get("q", ""), row.value)


def _found_things(request: DeskRequest, wanted: str) -> list[tuple[str, str, Tenant | None, str]]:
    """Kind, name, tenant and page of what has such a name."""
    found = []
    for kind in (TENANT, CATEGORY, ACCOUNT, USER):
        if request.access.may_anywhere(READS[kind]):
            rows = others_like(request, kind).filter(name__icontains=wanted)[:MOST_FOUND]
            found += [(str(KINDS[kind]), row.name, tenant_of(row), effective_url(kind, row.pk)) for row in rows]
    return found


def _holding(preference: Preference[Any], holder: Holder, names: dict[tuple[str, int], str]) -> Holding:
    row = cast(Any, holder)
    number = 0 if holder.level == SYSTEM else row.pk
    return Holding(
        str(KINDS[holder.level]),
        "" if holder.level == SYSTEM else name_of(row),
        tenant_of(row),
        in_words(preference, holder.preferences[preference.key], names),
        effective_url(holder.level, number),
        mask_url(holder.level, number),
    )


def _label(thing: Any) -> str:
    tenant = getattr(thing, "tenant", None)
    return f"{tenant.code} · {thing.name}" if tenant else str(thing.name)
