"""The mail that the rules are tried on: a ticket's, one pasted with its headers, or its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.models import MailAccount
from kontor.customers.domain.recognition import tenants_that_know
from kontor.intake.domain.rule_facts import facts_of_message, facts_of_raw, first_message, knew_the_writer
from kontor.kernel.language import detect_language
from kontor.kernel.text import sort_key_german
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.categorize import RuleBook
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned_seam import learned_for
from kontor.routing.domain.rule_queries import versions_in_scope
from kontor.routing.models import RuleVersion
from kontor.supervisor.rules.access import sees_general_accounts
from kontor.supervisor.rules.entries import LINES_AND_COMMAS
from kontor.supervisor.rules.forms import offer_accounts
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.tickets.domain.numbers import parse_number
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket

IN_FORCE, DRAFT = "in_force", "draft"
MOST_VERSIONS = 30
LONGEST_MAIL = 5_000_000


class TrialForm(forms.Form):
    """Nothing of it is stored. A ticket goes before a whole mail, a whole mail before its parts."""

    account = forms.ModelChoiceField(
        MailAccount.objects.none(),
        label=gettext_lazy("Arrives at the account"),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the account the mail arrives at.")},
    )
    rules = forms.ChoiceField(label=gettext_lazy("Rules"), required=False)
    ticket = forms.CharField(
        label=gettext_lazy("Ticket number"),
        required=False,
        help_text=gettext_lazy("The mail that opened this ticket, at the account where it arrived."),
    )
    raw = forms.CharField(
        label=gettext_lazy("Whole mail with its headers"),
        required=False,
        max_length=LONGEST_MAIL,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("As a mail program shows its source. Or fill in the parts below."),
    )
    sender = forms.CharField(label=gettext_lazy("Sender"), max_length=320, required=False)
    recipients = forms.CharField(
        label=gettext_lazy("Recipients"),
        required=False,
        help_text=gettext_lazy("Empty: the address of the account. Several with commas."),
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=1000, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, request: DeskRequest, data: Any) -> None:
        super().__init__(data)
        self.access = request.access
        tenants = request.access.tenants_with("categories.read")
        offer_accounts(self, tenants, general=sees_general_accounts(request))
        self.versions = {
            f"version-{version.pk}": version
            for version in versions_in_scope().filter(tenant_id__in=tenants)[:MOST_VERSIONS]
        }
        _offer(self, "rules", [(IN_FORCE, _("those in force")), (DRAFT, _("the draft")), *self._version_choices()])
        _offer(self, "language", [("", _("recognise it")), *_languages()])

    def clean_ticket(self) -> Ticket | None:
        entered = self.cleaned_data["ticket"].strip()
        if not entered:
            return None
        number = parse_number(entered)
        ticket = (
            visible_to(self.access).filter(number=number).select_related("account", "customer").first()
            if number
            else None
        )
        if ticket is None:
            raise forms.ValidationError(_("There is no ticket of this number that you may read."))
        if first_message(ticket) is None:
            raise forms.ValidationError(_("No mail has opened this ticket."))
        return ticket

    def account_asked(self) -> MailAccount:
        """Where the mail arrives: for a ticket where it arrived."""
        ticket: Ticket | None = self.cleaned_data["ticket"]
        return ticket.account if ticket and ticket.account else cast(MailAccount, self.cleaned_data["account"])

    def book(self) -> RuleBook:
        """The rules to try."""
        account, chosen = self.account_asked(), self.cleaned_data["rules"]
        learned = learned_for(account, only_used=False)
        if chosen == DRAFT:
            return RuleBook.of_draft(account, learned=learned)
        version: RuleVersion | None = self.versions.get(chosen)
        if version:
            return RuleBook.of_version(version, account, learned=learned)
        return RuleBook.load(account, learned=learned)

    def facts(self) -> MailFacts:
        """What the rules look at. For a valid form."""
        facts, ticket = self._facts(), self.cleaned_data["ticket"]
        if ticket:
            return replace(facts, known_to=knew_the_writer(ticket))
        return replace(facts, known_to=tenants_that_know([facts.sender]).get(facts.sender_key, frozenset()))

    def _facts(self) -> MailFacts:
        entered, account = self.cleaned_data, self.account_asked()
        if entered["ticket"]:
            message = first_message(entered["ticket"])
            assert message is not None
            return facts_of_message(message, account)
        if entered["raw"].strip():
            return facts_of_raw(entered["raw"].lstrip().encode(), account)
        recipients = tuple(each for each in LINES_AND_COMMAS.split(entered["recipients"]) if each.strip())
        return MailFacts(
            recipients=recipients or (account.address,),
            sender=entered["sender"],
            subject=entered["subject"],
            text=entered["text"],
            language=entered["language"] or detect_language(entered["text"]),
        )

    def _version_choices(self) -> list[tuple[str, str]]:
        return [(key, f"{each.tenant.code} · {_version_label(each)}") for key, each in self.versions.items()]


def _version_label(version: RuleVersion) -> str:
    label = _("Version %(number)s") % {"number": version.number}
    return f"{label}: {version.note}" if version.note else label


def _languages() -> list[tuple[str, str]]:
    pairs = zip(LANGUAGES, language_names(list(LANGUAGES)), strict=True)
    return sorted(pairs, key=lambda pair: sort_key_german(pair[1]))


def _offer(form: forms.Form, field: str, choices: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[field]).choices = choices
