"""The placeholders there are, and what goes in for them in one tenant: the facts.

Everything about a customer is theirs to write, so it goes in as text that can become neither markup nor a link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.text import normalize_email, normalize_whitespace
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.greeting_words import greeting_for, greetings_of
from kontor.texts.domain.includes import Includes
from kontor.texts.domain.names import split_name
from kontor.texts.domain.syntax import as_value, of_a_stranger, unplaced
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``group`` is the heading in lists, ``example`` what stands for it where there is no ticket."""

    name: str
    group: str | Promise
    label: str | Promise
    example: str | Promise


_CUSTOMER, _AGENT, _TICKET = _("Customer"), _("Agent"), _("Ticket")
_HOUSE, _DATE = _("Tenant and category"), _("Date")
_ALL = (
    Placeholder("customer.salutation", _CUSTOMER, _("Greeting, the whole line"), _("Dear Ms Kunde,")),
    Placeholder("customer.name", _CUSTOMER, _("Name"), "Käthe Kunde"),
    Placeholder("customer.first_name", _CUSTOMER, _("First name"), "Käthe"),
    Placeholder("customer.last_name", _CUSTOMER, _("Last name"), "Kunde"),
    Placeholder("customer.number", _CUSTOMER, _("Customer number"), "K-1047"),
    Placeholder("customer.email", _CUSTOMER, _("E-mail"), "kaethe.kunde@postfach.example"),
    Placeholder("agent.name", _AGENT, _("Name"), "Anna Lorenz"),
    Placeholder("agent.email", _AGENT, _("E-mail"), "anna.lorenz@kontor.example"),
    Placeholder("agent.signature", _AGENT, _("Signature"), "Anna Lorenz"),
    Placeholder("ticket.number", _TICKET, _("Number"), format_number(2647109358)),
    Placeholder("ticket.subject", _TICKET, _("Subject of the customer's mail"), _("My invoice")),
    Placeholder("ticket.received_at", _TICKET, _("Received on"), "27.11.2026"),
    Placeholder("process.number", _TICKET, _("Number of the process"), format_number(2647109358)),
    Placeholder("tenant.name", _HOUSE, _("Name of the tenant"), "Nordlicht Versand"),
    Placeholder("category.name", _HOUSE, _("Name of the category"), _("Invoices")),
    Placeholder("date.today", _DATE, _("Today"), "28.11.2026"),
    Placeholder("date.time", _DATE, _("Time"), "09:41"),
)
PLACEHOLDERS: Mapping[str, Placeholder] = {each.name: each for each in _ALL}

MOST_CHARACTERS = {"name": 200, "subject": 200, "number": 60}


@dataclass(frozen=True)
class Facts:
    """What goes in for placeholders, as plain text; what is missing or "" has no value.

    ``includes`` finds the includes of the tenant; without them nothing is included. ``optional`` are placeholders that
    leave nothing behind where they have no value.
    """

    values: Mapping[str, str]
    language: str
    includes: Includes | None = field(default=None, compare=False)
    optional: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        return self.values.get(name, "")


def facts_of(
    *,
    tenant: Tenant,
    language: str,
    ticket: Ticket | None = None,
    category: Category | None = None,
    customer: Customer | None = None,
    author: User | None = None,
    to: Sequence[Sequence[str]] = (),
) -> Facts:
    """The facts of a mail of this tenant. ``to`` is whom it goes to, as [name, address]; who is written to is greeted,
    also when it is not the customer of the ticket. Refuses to mix tenants, except the lender of the ticket with the
    borrower who signs: that is an error of ours.

    Two statements: the tenant's greetings, the customer's addresses.
    """
    category = category or (ticket.category if ticket else None)
    customer = customer or (ticket.customer if ticket else None)
    known = {tenant.pk, ticket.tenant_id} if ticket and ticket.lent_to_id == tenant.pk else {tenant.pk}
    for thing in (ticket, category, customer):
        if thing is not None and thing.tenant_id not in known:
            raise ValueError("Facts of another tenant.")
    language = language or tenant.language
    values = {
        **_of_customer(tenant, customer, language, to),
        **_of_author(tenant, author, language),
        **_of_ticket(tenant, ticket, language),
        "tenant.name": as_value(tenant.name),
        "category.name": as_value(category.name) if category else "",
        **_of_now(tenant, language),
    }
    return Facts(values, language, Includes(tenant.pk, language, tenant.language))


@dataclass
class House:
    """A tenant with its greetings and includes, at hand for many mails."""

    tenant: Tenant
    greetings: Mapping[tuple[str, str], str]
    _includes: dict[str, Includes] = field(default_factory=dict)

    @classmethod
    def of(cls, tenant: Tenant) -> House:
        """One statement."""
        return cls(tenant, greetings_of(tenant))

    def includes(self, language: str) -> Includes:
        if language not in self._includes:
            self._includes[language] = Includes(self.tenant.pk, language, self.tenant.language)
        return self._includes[language]


def facts_of_sender(house: House, language: str, *, ticket: Ticket, name: str, address: str) -> Facts:
    """The facts of a mail to whoever wrote, by what the mail says of them. No statement for a request of its own."""
    tenant = house.tenant
    if ticket.tenant_id != tenant.pk:
        raise ValueError("Facts of another tenant.")
    person = split_name(name)
    greeting = greeting_for(name, "", language, own=house.greetings, tenant_name=tenant.name, otherwise=tenant.language)
    values = {
        "customer.salutation": as_value(greeting),
        "customer.name": of_a_stranger(name, MOST_CHARACTERS["name"]),
        "customer.first_name": of_a_stranger(person.first, MOST_CHARACTERS["name"]),
        "customer.last_name": of_a_stranger(person.last, MOST_CHARACTERS["name"]),
        "customer.email": as_value(normalize_email(address)),
        **_of_author(tenant, None, language),
        **_of_ticket(tenant, ticket, language),
        "tenant.name": as_value(tenant.name),
        "category.name": as_value(ticket.category.name),
        **_of_now(tenant, language),
    }
    return Facts(values, language, house.includes(language))


def example_facts(tenant: Tenant, language: str, *, category: Category | None = None) -> Facts:
    """Made-up facts, for looking at a text where there is no ticket."""
    language = language or tenant.language
    with translation.override(language):
        values = {each.name: str(each.example) for each in _ALL}
    own = greetings_of(tenant)
    greeting = greeting_for("Käthe Kunde", "ms", language, own=own, tenant_name=tenant.name, otherwise=tenant.language)
    values["signature"] = _of_author(tenant, None, language)["signature"]
    values |= {"customer.salutation": greeting, "tenant.name": as_value(tenant.name), **_of_now(tenant, language)}
    if category:
        values["category.name"] = as_value(category.name)
    return Facts(values, language, Includes(tenant.pk, language, tenant.language))


def _of_customer(
    tenant: Tenant, customer: Customer | None, language: str, to: Sequence[Sequence[str]]
) -> dict[str, str]:
    addresses = _addresses(customer)
    name, address = (str(to[0][0]), str(to[0][1])) if to else ("", "")
    is_customer = not address or normalize_email(address) in {normalize_email(each) for each in addresses}
    own_name = customer.name if customer and customer.name else (name if is_customer or not customer else "")
    person = split_name(own_name)
    greeted, salutation = (own_name, customer.salutation if customer else "") if is_customer else (name, "")
    email = normalize_email(addresses[0] if addresses else ("" if customer else address))
    greeting = greeting_for(
        greeted, salutation, language, own=greetings_of(tenant), tenant_name=tenant.name, otherwise=tenant.language
    )
    return {
        "customer.salutation": as_value(greeting),
        "customer.name": of_a_stranger(own_name, MOST_CHARACTERS["name"]),
        "customer.first_name": of_a_stranger(person.first, MOST_CHARACTERS["name"]),
        "customer.last_name": of_a_stranger(person.last, MOST_CHARACTERS["name"]),
        "customer.number": of_a_stranger(customer.number if customer else "", MOST_CHARACTERS["number"]),
        "customer.email": as_value(email),
    }


def _addresses(customer: Customer | None) -> list[str]:
    if customer is None or customer.pk is None:
        return []
    return list(customer.addresses.filter(kind=AddressKind.EMAIL).order_by("id").values_list("value", flat=True))


def _of_author(tenant: Tenant, author: User | None, language: str) -> dict[str, str]:
    """The values of who writes. ``signature`` stands where a tenant has no include for it."""
    with translation.override(language):
        regards = gettext("Kind regards")
    if author is None:
        return {"signature": f"{regards}\n{as_value(tenant.name)}"}
    own, name = unplaced(normalize_whitespace(author.signature)), as_value(author.name)
    return {
        "agent.name": name,
        "agent.email": as_value(author.email),
        "agent.signature": own or name,
        "signature": own or f"{regards}\n{name}\n{as_value(tenant.name)}",
    }


def _of_ticket(tenant: Tenant, ticket: Ticket | None, language: str) -> dict[str, str]:
    if ticket is None:
        return {}
    process = ticket.process if ticket.process_id else ticket
    received = timezone.localtime(ticket.received_at, ZoneInfo(tenant.time_zone))
    return {
        "ticket.number": format_number(ticket.number),
        "ticket.subject": of_a_stranger(ticket.subject, MOST_CHARACTERS["subject"]),
        "ticket.received_at": format_date(received, "long", locale=_locale(language)),
        "process.number": format_number(process.number if process else ticket.number),
    }


def _of_now(tenant: Tenant, language: str) -> dict[str, str]:
    now = timezone.localtime(clock.now(), ZoneInfo(tenant.time_zone))
    locale = _locale(language)
    return {
        "date.today": format_date(now, "long", locale=locale),
        "date.time": format_time(now, "short", locale=locale),
    }


def _locale(language: str) -> Locale:
    """How dates are written in the language; a language that nobody knows writes them as English does."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
