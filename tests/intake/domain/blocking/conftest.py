"""Somebody is blocked, and their mail comes."""

from __future__ import annotations

from kontor.intake.domain.block_list import block
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Ticket
from tests.support.scoping import everywhere, in_scope


def put_on_list(tenant: Tenant, value: str, action: BlockAction = BlockAction.SPAM) -> BlockEntry:
    with in_scope(tenant):
        return block(tenant, value, action=action, by=None)


def as_it_is(entry: BlockEntry) -> BlockEntry:
    with everywhere():
        return BlockEntry.objects.get(pk=entry.pk)


def sentences_of(ticket: Ticket | None) -> list[str]:
    assert ticket is not None
    with everywhere():
        return [sentence(entry) for entry in ticket.history.filter(action="filed_as_spam")]
