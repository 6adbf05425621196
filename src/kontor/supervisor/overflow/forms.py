"""The forms of agreements: the two tenants of a new one, and the terms of one that is there."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.escalations.domain.agreement_queries import hours_to_choose
from kontor.escalations.domain.terms import LONGEST, possible_targets
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.models import Category
from kontor.routing.enums import Signs
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.overflow.access import WRITE
from kontor.tenants.models import Tenant

AGREEMENT_MASK = "overflow-agreement"
MOST = 100_000


class CategoryOfTenant(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.tenant.name}: {obj.name}"


class NewAgreementForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("How lists and histories of both tenants call it."),
        error_messages={"required": _("An agreement needs a name.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    lender = forms.ModelChoiceField(
        Tenant.objects.none(),
        label=_("From the tenant"),
        empty_label=_("Choose a tenant"),
        help_text=_("Its tickets are lent while it has too many. It cannot be changed later."),
        error_messages={"required": _("Choose the tenant that lends.")},
    )
    category = CategoryOfTenant(
        Category.objects.none(),
        label=_("Into the category"),
        empty_label=_("Choose a category"),
        help_text=_("Of another tenant, whose agents work on them."),
        error_messages={"required": _("Choose the category the tickets are lent into.")},
    )

    def __init__(self, access: Any, data: Any = None) -> None:
        super().__init__(data)
        lenders = cast("forms.ModelChoiceField[Tenant]", self.fields["lender"])
        lenders.queryset = self._lenders = tenants_for(access, WRITE).filter(active=True)
        targets = cast("forms.ModelChoiceField[Category]", self.fields["category"])
        targets.queryset = possible_targets(
            categories_to_choose(access.tenants_with(WRITE)).filter(tenant__active=True)
        )

    def leave_out_lender(self) -> None:
        """What is shown once one has chosen: into its own categories it does not lend."""
        targets = cast("forms.ModelChoiceField[Category]", self.fields["category"])
        lender = str(self["lender"].value() or "")
        if targets.queryset is not None and lender.isdecimal() and len(lender) < 19:
            targets.queryset = targets.queryset.exclude(tenant_id=int(lender))

    @property
    def is_possible(self) -> bool:
        """It takes two tenants."""
        return self._lenders.count() > 1


class TermsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("An agreement needs a name.")}
    )
    source_categories = forms.TypedMultipleChoiceField(
        label=_("Only from these categories"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: from all categories out of which tickets may be moved."),
    )
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Into the category"), empty_label=None)
    measure = forms.ChoiceField(label=_("What is measured"), choices=BacklogMeasure.choices)
    threshold = forms.IntegerField(
        label=_("Limit (number, minutes or percent, as it is measured)"), min_value=1, max_value=MOST
    )
    forecast_open = forms.IntegerField(
        label=_("Number that is forecast"),
        min_value=1,
        max_value=MOST,
        required=False,
    )
    back_below = forms.IntegerField(
        label=_("Hand back below"),
        min_value=1,
        max_value=MOST,
        required=False,
    )
    after = forms.IntegerField(
        label=_("Minutes since receipt"),
        min_value=0,
        max_value=LONGEST,
    )
    quota = forms.IntegerField(label=_("Most an hour"), min_value=1, max_value=MOST, required=False)
    accepts = forms.ModelChoiceField(
        BusinessCalendar.objects.none(),
        label=_("Hours in which the borrower accepts"),
        required=False,
        empty_label=_("round the clock"),
    )
    sees_notes = forms.BooleanField(label=_("The borrower sees earlier notes"), required=False)
    sees_history = forms.BooleanField(label=_("The borrower sees the earlier history"), required=False)
    signs = forms.ChoiceField(
        label=_("The customer sees"),
        choices=Signs.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Name, templates and letterhead of the answer. The address is the lender's in any case: there the next "
            "mail of the customer finds its ticket."
        ),
    )


def terms_form(request: HttpRequest, agreement: Agreement, data: Any, files: Any) -> TermsForm:
    """With the categories and business hours of the two tenants, which are both in the scope."""
    assert agreement.lent_to_id is not None
    start = {name: getattr(agreement, name) for name in TermsForm.base_fields}
    form = TermsForm(data, initial=start)
    sources = categories_to_choose((agreement.tenant_id,)).filter(recategorization_source=True)
    cast("forms.TypedMultipleChoiceField", form.fields["source_categories"]).choices = [
        (each.pk, each.name) for each in sources
    ]
    targets = cast("forms.ModelChoiceField[Category]", form.fields["category"])
    offered = categories_to_choose((agreement.lent_to_id,))
    targets.queryset = possible_targets(offered) | offered.filter(pk=agreement.category_id)
    hours = cast("forms.ModelChoiceField[BusinessCalendar]", form.fields["accepts"])
    hours.queryset = hours_to_choose(agreement.lent_to_id)
    return form
