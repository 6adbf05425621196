"""Mail of a contact that became no ticket: it was ignored or held, and only the ledger has it."""

from __future__ import annotations

from collections.abc import Collection
from email import policy
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from django.db.models import Q, QuerySet

from kontor.customers.enums import AddressKind
from kontor.customers.models import Address
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel.errors import Failed
from kontor.kernel.text import normalize_email
from kontor.privacy.domain.person import Person
from kontor.privacy.domain.rows import erase_found
from kontor.privacy.domain.tally import Tally
from kontor.privacy.models import Hold
from kontor.tenants.models import Tenant
from kontor.tickets.models import FilesAway

AT_ONCE = 100
WRITERS = ("from", "sender", "reply-to", "return-path")
HEAD = 64 * 1024


def unfiled_after(position: int, tenant_id: int) -> QuerySet[Arrival]:
    """Rows of the tenant's ledger that have a raw mail and became no ticket, in their order."""
    rows = Arrival.objects.filter(tenant_id=tenant_id, pk__gt=position, ticket=None, message=None, raw__isnull=False)
    return rows.filter(state__in=(ArrivalState.DONE, ArrivalState.HELD)).order_by("pk")


def erase_unfiled(person: Person, position: int, tally: Tally) -> int | None:
    """Look through the next rows and erase those that the person wrote. Returns the last one looked at, or None when
    there are no more. A held mail is held no more: nothing is left to decide on."""
    rows = list(unfiled_after(position, person.tenant_id).select_related("raw")[:AT_ONCE])
    theirs = [row.pk for row in rows if writers_of(row) & set(person.mails)]
    locked = Arrival.objects.select_for_update(of=("self",)).filter(pk__in=theirs, ticket=None).order_by("pk")
    erase_mail([row.pk for row in locked], "erased", tally)
    return rows[-1].pk if rows else None


def erase_mail(arrival_ids: Collection[int], reason: str, tally: Tally) -> None:
    """Of locked rows of the ledger. On held ones nobody has to decide any more; ``reason`` says why, as a code."""
    erase_found("intake.Arrival", Q(pk__in=arrival_ids), tally)
    held = Arrival.objects.filter(pk__in=arrival_ids, state=ArrivalState.HELD)
    held.update(state=ArrivalState.DONE, outcome=Outcome.IGNORED, reason=reason)


def addresses_on_hold(tenant: Tenant | None) -> set[str]:
    """The mail addresses of contacts that are on legal hold: of the tenant's, or of those of all tenants."""
    holds, addresses = Hold.objects.in_force().filter(customer__isnull=False), Address.objects.all()
    if tenant:
        holds, addresses = holds.filter(tenant=tenant), addresses.filter(tenant=tenant)
    rows = addresses.filter(kind=AddressKind.EMAIL, customer_id__in=holds.values("customer_id"))
    return set(rows.values_list("normalized", flat=True)) - {""}


def writers_of(arrival: Arrival) -> set[str]:
    """The addresses in the headers that say from whom it is. Raises FilesAway when they cannot be read now."""
    try:
        content = arrival.raw.content if arrival.raw else b""
    except FilesAway:
        raise
    except Failed:
        return set()
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(content[:HEAD])
    written = [str(value) for name in WRITERS for value in head.get_all(name, [])]
    return {normalize_email(address) for _name, address in getaddresses(written)} - {""}
