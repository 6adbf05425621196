"""The page of a disclosure: what is told, to be read without a program, in the contact's language (Article 12(1))."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kontor.calls.models import Call
from kontor.customers.domain.countries import country_name, language_name
from kontor.customers.models import Address, Customer, PostalAddress
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_CONTACTS_MONTHS, KEEP_MAIL_MONTHS, KEEP_MONTHS
from kontor.routing.models import Loan
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Message, Ticket

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;overflow-wrap:anywhere}"
    "th{width:12rem;font-weight:600}"
    "article{border-top:1px solid #999;margin:1rem 0;padding-top:.5rem}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.5rem 0}"
)
"""A file of its own in the ZIP."""


class ToldPage:
    """``files`` names the files of each message in the ZIP, ``letters`` and ``scans`` among them."""

    def __init__(self, customer: Customer, files: Mapping[int, list[tuple[str, str]]]) -> None:
        self._customer, self._files = customer, files
        self._zone = ZoneInfo(customer.tenant.time_zone)

    def written(self, tickets: Collection[Ticket], elsewhere: Iterable[Message], unfiled: Collection[str]) -> str:
        title = _("What %(tenant)s keeps of you") % {"tenant": self._customer.tenant.name}
        parts = [
            *self._about(),
            *self._contact(),
            *self._rules(tickets),
            *self._tickets(tickets),
            *self._elsewhere(elsewhere),
            *self._calls(tickets),
            *_list(_("Mail that became no request"), [_link(name, name) for name in unfiled]),
        ]
        return (
            f'<!doctype html><html lang="{escape(get_language() or "de")}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
            f'<link rel="stylesheet" href="style.css"></head>'
            f"<body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>"
        )

    def _about(self) -> Iterator[str]:
        made = _("Made on %(at)s. All times are those of %(zone)s.") % {
            "at": self._when(clock.now()),
            "zone": self._customer.tenant.time_zone,
        }
        yield _paragraph(made)
        yield _paragraph(
            _(
                "Mails and files lie beside this page as they came and went. data.json has the same for programs. "
                "What colleagues noted is in notes.json, where it is given out."
            )
        )

    def _contact(self) -> Iterator[str]:
        customer = self._customer
        addresses = Address.objects.filter(customer=customer).order_by("kind", "pk")
        postal = PostalAddress.objects.filter(customer=customer).order_by("pk")
        lines = [
            (_("Number of the contact"), str(customer.pk)),
            (_("Name"), customer.name),
            (_("Customer number"), customer.number),
            (_("Form of address"), str(customer.get_salutation_display()) if customer.salutation else ""),
            (_("Language"), language_name(customer.language, get_language() or "de")),
            (_("Remarks"), customer.remarks),
            (_("Known since"), self._when(customer.created_at)),
            *((str(row.get_kind_display()), row.value) for row in addresses),
            *((_("Postal address"), _postal(row)) for row in postal),
        ]
        yield _heading(_("You")) + _table(lines)

    def _rules(self, tickets: Collection[Ticket]) -> Iterator[str]:
        """What Article 15(1) asks for beside the data, as far as it is kept here."""
        system, tenant = cast(Holder, system_values()), cast(Holder, self._customer.tenant)
        lengths = {KEEP_MONTHS.get(system, tenant, cast(Holder, ticket.category)) for ticket in tickets} or {
            KEEP_MONTHS.get(system, tenant)
        }
        lines = [
            (_("Where it is from"), _("From your mails, letters and calls, and from what was noted of them.")),
            (_("Who got it"), self._recipients(tickets)),
            (_("Content of requests is kept"), ", ".join(_months(length) for length in sorted(lengths))),
            (_("Calls without a request are kept"), _months(KEEP_CALLS_MONTHS.get(system, tenant))),
            (_("Mail that became no request is kept"), _months(KEEP_MAIL_MONTHS.get(system, tenant))),
            (_("Your contact is kept"), _months(KEEP_CONTACTS_MONTHS.get(system, tenant))),
            (
                _("Decisions by programs"),
                _("Rules sort requests to the people who answer them. No program takes decisions about you."),
            ),
            (
                _("Your rights"),
                _(
                    "You may have this corrected, erased or restricted, object to its use, and complain to a "
                    "supervisory authority."
                ),
            ),
        ]
        yield _heading(_("How it is used")) + _table(lines)

    def _recipients(self, tickets: Collection[Ticket]) -> str:
        sent = Message.objects.filter(ticket__in=tickets, direction="out")
        found = {str(each[-1]) for row in sent.values_list("to", "cc") for place in row for each in place}
        own = set(Address.objects.filter(customer=self._customer).values_list("normalized", flat=True))
        lent = Loan.objects.filter(ticket__in=tickets).exclude(borrower_name="").values_list("borrower_name", flat=True)
        names = [*sorted({*lent}), *sorted(each for each in found if each.lower() not in own)]
        return ", ".join(names) or _("Nobody but you and those who work for us.")

    def _tickets(self, tickets: Collection[Ticket]) -> Iterator[str]:
        yield _heading(_("Your requests"))
        if not tickets:
            yield _paragraph(_("None."))
        for ticket in tickets:
            yield f"<h3>{escape(format_number(ticket.number))} {escape(ticket.subject)}</h3>"
            times = [
                (_("Received"), self._when(ticket.received_at)),
                (_("State"), str(ticket.get_state_display())),
                (_("Closed"), self._when(ticket.closed_at)),
            ]
            yield _table(times)
            for message in Message.objects.filter(ticket=ticket).order_by("at", "pk").iterator(chunk_size=50):
                yield self._message(message)

    def _elsewhere(self, messages: Iterable[Message]) -> Iterator[str]:
        parts = [self._message(message) for message in messages]
        if parts:
            yield _heading(_("What you wrote or were written to on requests of others"))
            yield from parts

    def _message(self, message: Message) -> str:
        lines = [
            (_("Date"), self._when(message.at)),
            (_("From"), f"{message.from_name} {message.from_address}".strip()),
            (_("To"), ", ".join(str(each[-1]) for each in [*message.to, *message.cc])),
            (_("To"), ", ".join(message.postal)),
            (_("Subject"), message.subject),
        ]
        files = " · ".join(_link(place, name) for place, name in self._files.get(message.pk, []))
        return (
            f"<article>{_table(lines)}<pre>{escape(message.text)}</pre>{f'<p>{files}</p>' if files else ''}</article>"
        )

    def _calls(self, tickets: Collection[Ticket]) -> Iterator[str]:
        theirs = Q(customer=self._customer) | Q(ticket__in=tickets)
        rows = list(Call.objects.filter(theirs).order_by("started_at", "pk"))
        if rows:
            yield _heading(_("Calls"))
        for row in rows:
            lines = [
                (_("Began"), self._when(row.started_at)),
                (_("Ended"), self._when(row.ended_at)),
                (_("Direction"), str(row.get_direction_display())),
                (_("Number"), row.remote),
                (_("Note"), row.note),
                (_("Recording"), row.recording_url),
            ]
            yield f"<article>{_table(lines)}</article>"

    def _when(self, moment: datetime | None) -> str:
        return date_format(timezone.localtime(moment, self._zone), "DATETIME_FORMAT") if moment else ""


def _months(length: int) -> str:
    if not length:
        return _("without a fixed end")
    said = ngettext("%(months)s month after the end", "%(months)s months after the end", length)
    return said % {"months": length}


def _postal(row: PostalAddress) -> str:
    country = country_name(row.country, get_language() or "de")
    names = (row.company, row.name, row.additional, row.street, f"{row.postcode} {row.city}", country)
    return ", ".join(each for each in names if each.strip())


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _table(lines: Iterable[tuple[str, str]]) -> str:
    rows = (f'<tr><th scope="row">{escape(head)}</th><td>{escape(said)}</td></tr>' for head, said in lines if said)
    return f"<table>{''.join(rows)}</table>"


def _link(place: str, name: str) -> str:
    return f'<a href="{escape(quote(place))}">{escape(name)}</a>'


def _list(heading: str, entries: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{each}</li>" for each in entries)
    if items:
        yield f"{_heading(heading)}<ul>{items}</ul>"
