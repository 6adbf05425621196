"""In which language an answer is suggested, and why."""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kontor.customers.models import Customer
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket


@dataclass(frozen=True)
class ReplyLanguage:
    """``because`` is a whole sentence for the editor."""

    code: str
    because: str


def reply_language(ticket: Ticket) -> ReplyLanguage:
    """The language the customer's mail was recognised to be in; where that cannot be told, the customer's, then the
    tenant's."""
    if ticket.language:
        return ReplyLanguage(ticket.language, _("The customer wrote in this language."))
    return language_for(ticket.customer, ticket.tenant, unclear=True)


def language_for(customer: Customer | None, tenant: Tenant, *, unclear: bool = False) -> ReplyLanguage:
    """The language in which this customer is written to. ``unclear``: there is a mail, but it does not tell."""
    first = _("The language of the mail cannot be told.") + " " if unclear else ""
    if customer and customer.language:
        return ReplyLanguage(customer.language, first + _("It is the language entered for the contact."))
    return ReplyLanguage(tenant.language, first + _("It is the language of the tenant."))


def why_language(used: str, wanted: ReplyLanguage, *, chosen: bool) -> str:
    """Why a draft is in the language it is in: as wanted, chosen by hand, or because there is no text in the other."""
    if used == wanted.code:
        return wanted.because
    if chosen:
        return _("Chosen in the editor.")
    return _("The template has no text in the language of the customer (%(language)s).") % {
        "language": language_name(wanted.code)
    }


def language_name(code: str) -> str:
    """The name of the language in the reader's own; a code that has none stands for itself."""
    return str(Locale.parse(get_language() or "en", sep="-").languages.get(code, code))
