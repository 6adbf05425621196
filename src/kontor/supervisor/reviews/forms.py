"""The form of a rule of release and sampling."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.answers.domain.review_rule_entries import RuleValues, agents_of
from kontor.answers.domain.review_rules import finding_choices
from kontor.answers.enums import ReviewPurpose
from kontor.answers.models import ReviewRule
from kontor.org.domain.category_queries import categories_to_choose, tenants_for
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.people.models import User
from kontor.supervisor.reviews.access import WRITE
from kontor.supervisor.tenant_field import TenantField
from kontor.tenants.models import Tenant

RULE_MASK = "review-rule"


class RuleForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("What happens"),
        choices=ReviewPurpose.choices,
        help_text=_(
            "Release: the answer waits until somebody else lets it go. Sample: it goes, and is reviewed later."
        ),
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("every category")
    )
    agent = forms.ModelChoiceField(User.objects.none(), label=_("Agent"), required=False, empty_label=_("every agent"))
    finding = forms.ChoiceField(
        label=_("Finding of the send guard"),
        required=False,
        help_text=_("Only answers about which the send guard says this."),
    )
    percent = forms.IntegerField(
        label=_("Share in percent"),
        min_value=1,
        max_value=100,
        initial=100,
        help_text=_("This many of these answers, by chance. The dice are thrown once for each answer."),
    )

    def __init__(self, data: Any, *, initial: dict[str, Any] | None = None, tenant_ids: tuple[int, ...]) -> None:
        super().__init__(data, initial=initial)
        category = self._choose("category")
        category.queryset = categories_to_choose(tenant_ids)
        if len(tenant_ids) > 1:
            category.label_from_instance = _with_tenant  # type: ignore[assignment,method-assign]
        self._choose("agent").queryset = agents_of(tenant_ids)
        findings = [("", _("whatever it says")), *finding_choices()]
        cast(forms.ChoiceField, self.fields["finding"]).choices = findings

    def values(self) -> RuleValues:
        """For a valid form."""
        entered = {name: value for name, value in self.cleaned_data.items() if name != "tenant"}
        return RuleValues(**entered | {"purpose": ReviewPurpose(entered["purpose"])})

    def _choose(self, name: str) -> forms.ModelChoiceField[Any]:
        return cast("forms.ModelChoiceField[Any]", self.fields[name])


def _with_tenant(category: Category) -> str:
    """Several tenants have categories of the same name."""
    return f"{category.tenant.code} · {category.name}"


class NewRuleForm(RuleForm):
    field_order = ("tenant", "purpose", "category", "agent", "finding", "percent")
    tenant = TenantField()


def rule_form(request: HttpRequest, rule: ReviewRule, data: Any, files: Any) -> RuleForm:
    access = cast(DeskRequest, request).access
    if rule.pk is None:
        tenants = tenants_for(access, WRITE)
        new = NewRuleForm(data, tenant_ids=access.tenants_with(WRITE))
        cast("forms.ModelChoiceField[Tenant]", new.fields["tenant"]).queryset = tenants
        return new
    start = {name: getattr(rule, name) for name in ("purpose", "category", "agent", "finding", "percent")}
    form = RuleForm(data, initial=start, tenant_ids=(rule.tenant_id,))
    return form
