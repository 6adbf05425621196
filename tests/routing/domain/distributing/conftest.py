"""Tickets that wait, and people who are ready."""

from __future__ import annotations

from typing import Any

from django.test import Client

from kontor.people.domain.availability import set_state
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry, Ticket
from tests.support.client import sign_in
from tests.support.scoping import everywhere


def ready(user: User, *tenants: Tenant) -> User:
    """Signed in for these tenants, and ready."""
    sign_in(Client(), user, *tenants)
    set_state(user, Module.MAIL, Availability.READY, by=user)
    return user


def prefer(holder: Any, **values: object) -> None:
    holder.preferences = {**holder.preferences, **{f"routing.{key}": value for key, value in values.items()}}
    with everywhere():
        type(holder).objects.filter(pk=holder.pk).update(preferences=holder.preferences)


def owners(*tickets: Ticket) -> list[User | None]:
    with everywhere():
        found = {row.pk: row.owner for row in Ticket.objects.select_related("owner")}
        return [found[ticket.pk] for ticket in tickets]


def last_sentence(ticket: Ticket) -> str:
    with everywhere():
        entry = HistoryEntry.objects.filter(ticket=ticket).latest("id")
        return sentence(entry)
