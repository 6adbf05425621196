"""A tenant's letterhead: the words that stand on every letter, and its logo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.letters.domain.assets import assets_of
from kontor.letters.domain.samples import Length, sample
from kontor.letters.domain.stationery import COLUMNS, change_stationery, stationery_of
from kontor.letters.models import LetterAsset, Stationery
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.access import READ, WRITE, get_tenant
from kontor.supervisor.tenants.pdf.picture_form import PictureForm, shown_pictures
from kontor.supervisor.tenants.pdf.postage import back_to_tab
from kontor.supervisor.tenants.pdf.preview import answer_preview
from kontor.tenants.models import Tenant
from kontor.ui.conflict import Conflict, differences, version_to_show
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.mask import switch_off

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = "supervisor/tenants/pdf/letterhead.html"


def _several(label: StrOrPromise, help_text: StrOrPromise = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=1_000, widget=widget)


class LetterheadForm(forms.Form):
    sender = _several(gettext_lazy("Sender"), gettext_lazy("Name and address, at the top of the first page."), 4)
    return_line = forms.CharField(
        label=gettext_lazy("Return address"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In one line above the address, so that it can be read in the window."),
    )
    contact = _several(gettext_lazy("Contact"), gettext_lazy("Telephone, e-mail and hours, in the information block."))
    logo: forms.ModelChoiceField[LetterAsset] = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Logo"),
        required=False,
        empty_label=gettext_lazy("None: the sender's name stands alone"),
    )
    bank = _several(gettext_lazy("Bank details"))
    legal = _several(gettext_lazy("Legal lines"), gettext_lazy("Register, managing directors, tax numbers."))

    def __init__(self, data: Any, *, saved: Stationery) -> None:
        start = {name: getattr(saved, name) for name in ("sender", "return_line", "contact", "bank", "legal")}
        columns = {f"footer_{at}": text for at, text in enumerate(saved.footer)}
        super().__init__(data, initial={**start, **columns, "logo": saved.logo_id})
        self.saved = saved
        for at in range(COLUMNS):
            self.fields[f"footer_{at}"] = _several(_("Column %(number)s of the foot") % {"number": at + 1})
        field = cast("forms.ModelChoiceField[LetterAsset]", self.fields["logo"])
        field.queryset = assets_of(saved.tenant)

    @property
    def footer(self) -> list[forms.BoundField]:
        return [self[f"footer_{at}"] for at in range(COLUMNS)]

    @property
    def version(self) -> int:
        return self.saved.version

    @property
    def entered_version(self) -> int:
        posted = str(self.data.get("version", ""))
        return int(posted) if posted.isdecimal() and len(posted) < 10 else -1

    @property
    def shown_version(self) -> int:
        return version_to_show(self, entered=self.entered_version, saved=self.version)

    def values(self) -> dict[str, Any]:
        """For a valid form."""
        words = {name: value for name, value in self.cleaned_data.items() if not name.startswith("footer_")}
        return {**words, "footer": [self.cleaned_data[f"footer_{at}"] for at in range(COLUMNS)]}


@require_http_methods(["GET", "POST"])
def letterhead(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may=READ)
    form = LetterheadForm(request.POST if request.method == "POST" else None, saved=stationery_of(tenant))
    if request.method == "GET":
        return answer(request, tenant, form)
    need(request, WRITE, tenant_id=tenant.pk)
    if form.is_valid():
        if form.entered_version != form.version:
            return answer(request, tenant, form, conflict=Conflict(differences(form)))
        values = form.values()
        if saves(form, lambda: change_stationery(tenant, **values, version=form.version, by=request.user)):
            message(request, _("The letterhead is saved. Letters have it from now on."))
            return redirect(request, reverse("supervisor:tenants:pdf:letterhead", args=[tenant.pk]))
    return answer(request, tenant, form)


@require_POST
def preview(request: DeskRequest, tenant_id: int) -> HttpResponse:
    """A sample letter with what stands in the form. Nothing is saved."""
    tenant = get_tenant(request, tenant_id, may=READ)
    form = LetterheadForm(request.POST, saved=stationery_of(tenant))
    form.is_valid()
    entered = form.cleaned_data
    paper = Stationery(
        tenant=tenant,
        footer=[column for at in range(COLUMNS) if (column := entered.get(f"footer_{at}", ""))],
        logo=entered.get("logo"),
        **{name: entered.get(name, "") for name in ("sender", "return_line", "contact", "bank", "legal")},
    )
    length = request.POST.get("length", "")
    length = length if length in Length.values else Length.ORDINARY
    return answer_preview(request, sample(tenant, length, stationery=paper))


def answer(
    request: DeskRequest,
    tenant: Tenant,
    form: LetterheadForm,
    *,
    conflict: Conflict | None = None,
    picture_form: PictureForm | None = None,
) -> HttpResponse:
    """The page with the pictures below; 409 with both values after a conflict, 422 with what is to be corrected."""
    may_write = request.access.may(WRITE, tenant_id=tenant.pk)
    if not may_write:
        switch_off(form)
    context = {
        "tenant": tenant,
        "form": form,
        "conflict": conflict,
        "pictures": shown_pictures(tenant),
        "deleted_pictures": list(assets_of(tenant, deleted=True)) if may_write else [],
        "picture_form": picture_form or PictureForm(),
        "may_write": may_write,
        "lengths": Length.choices,
        "length": Length.ORDINARY,
        "back": back_to_tab(request, tenant.pk, "letterhead"),
    }
    failed = form.errors or (picture_form and picture_form.errors)
    return fragment(request, PAGE, context, status=409 if conflict else 422 if failed else 200)
