"""The forms of rules: the mask, and the mail to test them with."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.domain.conditions import conditions_from
from kontor.routing.domain.rule_queries import incoming_accounts
from kontor.routing.models import CategoryRule
from kontor.supervisor.rules.conditions import ConditionsField, Row, checked, grown, rows_of
from kontor.supervisor.rules.offers import Offers, offers_for

RULE_MASK = "category-rule"
FIELDS = ("name", "active")


class RuleForm(forms.Form):
    offers: Offers
    newest = ""
    """The key of the condition that was just added."""
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("How the list and the history call the rule.")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Leads into the category"),
        empty_label=_("Choose a category"),
        error_messages={"required": _("Choose the category the rule leads into.")},
    )
    account = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Incoming account"),
        required=False,
        empty_label=_("every account that serves the tenant"),
    )
    conditions = ConditionsField(label=_("Conditions"))
    threshold = forms.IntegerField(
        label=_("Points needed"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Only when conditions count points: this many must come together."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, help_text=_("If not, the rule is passed over."))

    @property
    def rows(self) -> list[Row]:
        """The conditions to draw, each with what is wrong with it."""
        rows = self["conditions"].value()
        return [checked(row) for row in rows] if self.is_bound and self.errors.get("conditions") else list(rows)

    @property
    def focused(self) -> str:
        """The key of the condition that gets the focus: what was just added, else what is to be corrected first."""
        wrong = next((name for name in self.fields if name in self.errors), "")
        rows = self.rows if wrong == "conditions" else []
        return self.newest or next((row.key for row in rows if row.error), "")

    def clean_threshold(self) -> int:
        return self.cleaned_data["threshold"] or 0

    def grow(self) -> None:
        """Not saved but drawn again, with a condition more or less, and without complaints."""
        self.initial = {**self.initial, **{name: self[name].data for name in self.fields if name != "conditions"}}
        before = self["conditions"].data
        rows = self.initial["conditions"] = grown(before, cast(Any, self.data))
        self.newest = rows[-1].key if len(rows) > len(before) else ""
        self.is_bound = False
        self._errors = None


def rule_form(request: HttpRequest, rule: CategoryRule, data: Any, files: Any) -> RuleForm:
    """For a new rule with the category asked for in the address; for a saved one with its tenant's things only."""
    access = cast(DeskRequest, request).access
    saved = rule.pk is not None
    tenants = (rule.tenant_id,) if saved else access.tenants_with("categories.write")
    chosen = request.GET.get("category", "")
    start: dict[str, Any] = {name: getattr(rule, name) for name in FIELDS}
    start["threshold"] = rule.threshold or None
    start["conditions"] = rows_of(conditions_from(rule.conditions))
    start["category"] = rule.category_id if saved else int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    form = RuleForm(data, initial={**start, "account": rule.account_id})
    category = cast("forms.ModelChoiceField[Category]", form.fields["category"])
    category.queryset = categories_to_choose(tenants)
    category.label_from_instance = _category_label  # type: ignore[assignment,method-assign]
    offer_accounts(form, tenants, general=True)
    form.offers = offers_for(tenants)
    return form


def offer_accounts(form: forms.Form, tenants: tuple[int, ...], *, general: bool) -> None:
    field = cast("forms.ModelChoiceField[MailAccount]", form.fields["account"])
    field.queryset = incoming_accounts(tenants, general=general)
    field.label_from_instance = _account_label  # type: ignore[assignment,method-assign]


def _category_label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"


def _account_label(account: MailAccount) -> str:
    label = f"{account.name} <{account.address}>" if account.name != account.address else account.address
    return (
        f"{account.tenant.code} · {label}" if account.tenant else str(_("%(account)s (general)") % {"account": label})
    )
