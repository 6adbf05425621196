"""Which rows a disclosure tells, and what of them: for programs (Article 20), made of the data map."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateTimeField, F, Q

from kontor.answers.enums import BudgetKind
from kontor.customers.models import Customer
from kontor.privacy.domain.data_map import DATA_MAP
from kontor.privacy.domain.elsewhere import messages_elsewhere
from kontor.privacy.domain.person import Person, is_theirs
from kontor.privacy.domain.tables import Table, textual_columns
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Message, Ticket

NOT_TOLD = {
    "tickets.Blob": "the bytes are files of their own",
    "audit.AuditEntry": "who changed what when tells of those who work here",
    "privacy.Disclosure": "what was handed out before",
    "tickets.Presence": "who has a ticket open",
    "tickets.Notice": "what colleagues were told",
    "tickets.MessageMove": "how a ticket was before; its messages are told where they are",
    "answers.Clearance": "what was said to whoever wrote an answer",
    "answers.QualitySample": "how somebody's work was judged",
    "answers.SentAnswer": "how an answer came about; the answer is told as it went out",
    "escalations.Firing": "what a rule did with a ticket; its steps are told",
    "intake.ShadowDifference": "trials of the program with a mail that is told",
    "calls.ReceivedEvent": "what a telephone system told about a call that is told",
}
"""Tables of the map that are not told, and why."""
NOTES = ("tickets.Note", "answers.Draft", "answers.DraftFile")
"""What colleagues wrote for themselves is told in a file of its own: whoever hands out can leave it out where rights of
others or business secrets stand against it (Article 15(4))."""
UNTOLD = {"tickets.HistoryEntry": {"details"}, "tickets.Message": {"evidence", "identity", "remarks"}}
"""Columns: the details of steps name those who work here; of messages, how the program took them."""
TECHNICAL = {"sha256", "sort_key", "key"}


@dataclass(frozen=True)
class Told:
    """``tables`` has the rows by table, ``notes`` those that may be left out, ``elsewhere`` what lies on tickets of
    others."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)


def told_of(customer: Customer, person: Person, tickets: Collection[Ticket]) -> Told:
    """By table, every row of the contact with what it says of them."""
    found = {
        table.label: rows
        for table in DATA_MAP.values()
        if table.label not in NOT_TOLD and (rows := list(_rows(table, customer, person, tickets)))
    }
    message = DATA_MAP["tickets.Message"]
    return Told(
        {label: rows for label, rows in found.items() if label not in NOTES},
        {label: rows for label, rows in found.items() if label in NOTES},
        [_row(each, message, person) for each in messages_elsewhere(person).order_by("pk")],
    )


def _rows(table: Table, customer: Customer, person: Person, tickets: Collection[Ticket]) -> Iterator[dict[str, Any]]:
    found = Q(pk__in=[])
    for way in table.by_ticket:
        found |= Q(**{f"{way}__in": [ticket.pk for ticket in tickets]})
    for way in table.by_customer:
        found |= Q(**{way: customer.pk})
    if table.label in _by_address(person):
        found |= Q(tenant_id=person.tenant_id) & _by_address(person)[table.label]
    rows = table.model._base_manager.filter(found).distinct()
    if table.by_ticket:
        way = table.by_ticket[0]
        rows = rows.annotate(of_ticket=F("number" if way == "pk" else f"{way}__number"))
    for row in rows.order_by("pk"):
        yield _row(row, table, person)


def _by_address(person: Person) -> dict[str, Q]:
    """Lists in which the contact stands by address or number alone."""
    return {
        "answers.AutomaticBudget": Q(kind=BudgetKind.ADDRESS, key__in=person.mails),
        "intake.BlockEntry": Q(value__in=person.mails),
        "customers.Expert": Q(address_key__in=person.mails),
        "calls.BlockedNumber": Q(normalized__in=person.phones),
    }


def _row(row: Any, table: Table, person: Person) -> dict[str, Any]:
    """Its ticket, its text and its times; keys and technical columns tell nobody anything."""
    fields = {each.name: each for each in row._meta.concrete_fields}
    times = {name for name, each in fields.items() if isinstance(each, DateTimeField)}
    texts = _texts(table)
    said = {"id": row.pk}
    if getattr(row, "of_ticket", None):
        said["ticket"] = format_number(row.of_ticket)
    if "message" in fields and row.message_id:
        said["message"] = row.message_id
    said |= {
        name: value
        for name in fields
        if name in texts or name in times
        if (value := getattr(row, name)) not in ("", [], {}, None)
    }
    if isinstance(row, Message) and "bcc" in said:
        said["bcc"] = [each for each in row.bcc if is_theirs(each[-1] if isinstance(each, list) else each, person)]
    return said


def _texts(table: Table) -> set[str]:
    return textual_columns(table.model) - TECHNICAL - UNTOLD.get(table.label, set())
