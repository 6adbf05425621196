"""The forms of rules: the mask, and the mail to test them with."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.kernel.text import sort_key_german
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.routing.domain.matching import MailFacts
from kontor.routing.domain.rule_entries import clean_addresses, clean_words
from kontor.routing.domain.rule_queries import incoming_accounts
from kontor.routing.models import CategoryRule
from kontor.supervisor.rules.access import sees_general_accounts
from kontor.supervisor.rules.entries import LINES_AND_COMMAS, LinesField
from kontor.supervisor.rules.languages import LANGUAGES, language_names

RULE_MASK = "category-rule"
FIELDS = ("name", "recipients", "senders", "subject_words", "body_words", "languages", "active")
WORDS_HELP = _("One word or phrase a line; one of them is enough. An asterisk leaves an end open: cancel*")


class RuleForm(forms.Form):
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
    recipients = LinesField(
        clean_addresses,
        between=LINES_AND_COMMAS,
        label=_("Recipient"),
        help_text=_("One address a line, or @company.example for a whole domain. One of them is enough."),
    )
    senders = LinesField(
        clean_addresses,
        between=LINES_AND_COMMAS,
        label=_("Sender address or domain"),
        help_text=_("One address a line, or @company.example for a whole domain. One of them is enough."),
    )
    subject_words = LinesField(clean_words, label=_("Words in the subject"), help_text=WORDS_HELP)
    body_words = LinesField(clean_words, label=_("Words in the text"), help_text=WORDS_HELP)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The language the text is written in. None chosen: any."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, help_text=_("If not, the rule is passed over."))


class TestMailForm(forms.Form):
    """A mail to try the rules on. Nothing of it is stored."""

    account = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=_("Arrives at the account"),
        empty_label=None,
        error_messages={"required": _("Choose the account the mail arrives at.")},
    )
    sender = forms.CharField(label=_("Sender"), max_length=320, required=False)
    recipients = forms.CharField(
        label=_("Recipients"), required=False, help_text=_("Empty: the address of the account. Several with commas.")
    )
    subject = forms.CharField(label=_("Subject"), max_length=1000, required=False)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def facts(self) -> MailFacts:
        """What the rules look at. For a valid form."""
        entered = self.cleaned_data
        recipients = tuple(each for each in LINES_AND_COMMAS.split(entered["recipients"]) if each.strip())
        return MailFacts(
            recipients=recipients or (entered["account"].address,),
            sender=entered["sender"],
            subject=entered["subject"],
            text=entered["text"],
            language=entered["language"],
        )


def rule_form(request: HttpRequest, rule: CategoryRule, data: Any, files: Any) -> RuleForm:
    """For a new rule with the category asked for in the address; for a saved one with its tenant's things only."""
    access = cast(DeskRequest, request).access
    saved = rule.pk is not None
    tenants = (rule.tenant_id,) if saved else access.tenants_with("categories.write")
    chosen = request.GET.get("category", "")
    start: dict[str, Any] = {name: getattr(rule, name) for name in FIELDS}
    start["category"] = rule.category_id if saved else int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    form = RuleForm(data, initial={**start, "account": rule.account_id})
    category = cast("forms.ModelChoiceField[Category]", form.fields["category"])
    category.queryset = categories_to_choose(tenants)
    category.label_from_instance = _category_label  # type: ignore[assignment,method-assign]
    _offer_accounts(form, tenants, general=True)
    _offer_languages(form.fields["languages"], rule.languages)
    if saved and not access.may("categories.write", tenant_id=rule.tenant_id):
        for field in form.fields.values():
            field.disabled = True
    return form


def test_mail_form(request: DeskRequest, data: Any) -> TestMailForm:
    form = TestMailForm(data)
    tenants = request.access.tenants_with("categories.read")
    _offer_accounts(form, tenants, general=sees_general_accounts(request))
    _offer_languages(form.fields["language"], [])
    language = cast(forms.ChoiceField, form.fields["language"])
    language.choices = [("", _("not recognised")), *cast("list[tuple[str, str]]", language.choices)]
    return form


def _offer_accounts(form: forms.Form, tenants: tuple[int, ...], *, general: bool) -> None:
    field = cast("forms.ModelChoiceField[MailAccount]", form.fields["account"])
    field.queryset = incoming_accounts(tenants, general=general)
    field.label_from_instance = _account_label  # type: ignore[assignment,method-assign]


def _offer_languages(field: forms.Field, chosen: list[str]) -> None:
    codes = [*LANGUAGES, *(code for code in chosen if code not in LANGUAGES)]
    pairs = list(zip(codes, language_names(codes), strict=True))
    pairs.sort(key=lambda pair: sort_key_german(pair[1]))
    cast(forms.ChoiceField, field).choices = pairs


def _category_label(category: Category) -> str:
    return f"{category.tenant.code} · {category.name}"


def _account_label(account: MailAccount) -> str:
    label = f"{account.name} <{account.address}>" if account.name != account.address else account.address
    return (
        f"{account.tenant.code} · {label}" if account.tenant else str(_("%(account)s (general)") % {"account": label})
    )
