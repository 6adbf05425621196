"""A contact wants to know what is kept of them (Auskunft): the file is asked for, made, handed out and forgotten."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from tempfile import SpooledTemporaryFile

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Failed, Refused
from kontor.kernel.outages import has_no_room
from kontor.people.models import User
from kontor.privacy.domain.disclosed import TooLarge, write_file
from kontor.privacy.domain.person import person_of
from kontor.privacy.enums import DisclosureState
from kontor.privacy.models import Disclosure
from kontor.tenants.scope import scope
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.unused_blobs import remove_unused
from kontor.tickets.models import FilesAway

logger = logging.getLogger(__name__)

DISCLOSE = "kontor.privacy.tasks.disclose"
KEPT = timedelta(days=7)
IN_MEMORY = 8 * 1024 * 1024


@transaction.atomic(savepoint=False)
def ask_disclosure(customer: Customer, *, by: User | None) -> Disclosure:
    """Have the file made. Refused while one is being made, and when nothing is left to tell."""
    customer = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if customer.erased_at:
        raise Refused(_("This contact was erased. Nothing is kept of it."))
    if disclosures_of(customer).filter(state=DisclosureState.WAITING).exists():
        raise Refused(_("The file is being made already."))
    disclosure = Disclosure.objects.create(
        tenant_id=customer.tenant_id, contact=customer.pk, asked_by=by, asked_at=clock.now()
    )
    record_change("disclosure asked for", disclosure, by=by, tenant_id=customer.tenant_id, label=str(customer.pk))
    app.configure_task(DISCLOSE, queue="upkeep").defer(tenant_id=customer.tenant_id, disclosure_id=disclosure.pk)
    return disclosure


def make_disclosure(tenant_id: int, disclosure_id: int) -> None:
    """Write the file of one that waits. Doing it twice makes the same file once. Enters the scope by itself."""
    with scope(tenant_id):
        rows = Disclosure.objects.select_for_update(of=("self",)).filter(state=DisclosureState.WAITING)
        row = rows.filter(pk=disclosure_id).first()
        if row is None:
            return
        customer = Customer.objects.select_related("tenant").filter(pk=row.contact, erased_at=None).first()
        if customer is None:
            row.state, row.trouble = DisclosureState.FAILED, "erased"
        else:
            _make_unless_prevented(row, customer)
        row.save()


def _make_unless_prevented(row: Disclosure, customer: Customer) -> None:
    """Else one that waits for ever would stand in the way of the next."""
    try:
        _make(row, customer)
    except OSError as error:
        if not has_no_room(error):
            raise
        logger.warning("There is no room for disclosure %s: %s", row.pk, error)
        row.state, row.trouble = DisclosureState.FAILED, "no_room"
    except FilesAway as away:
        logger.warning("Disclosure %s cannot be made now: %s", row.pk, away)
        row.state, row.trouble = DisclosureState.FAILED, "files_away"


def _make(row: Disclosure, customer: Customer) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        try:
            row.counts = write_file(file, customer, person_of(customer))
        except TooLarge:
            row.state, row.trouble = DisclosureState.FAILED, "too_large"
            return
        except FilesAway:
            raise
        except Failed as failed:
            logger.error("Disclosure %s cannot be made: %s", row.pk, failed)
            row.state, row.trouble = DisclosureState.FAILED, "unreadable"
            return
        file.seek(0)
        content = file.read()
    row.content = keep(content, tenant_id=row.tenant_id)
    row.sha256 = hashlib.sha256(content).hexdigest()
    row.made_at, row.until = clock.now(), clock.now() + KEPT
    row.state = DisclosureState.READY


@transaction.atomic(savepoint=False)
def open_disclosure(disclosure: Disclosure, *, by: User) -> bytes:
    """The file, for whoever may have it. Each opening is written to the audit log. Refused when it is gone."""
    row = Disclosure.objects.select_related("content").get(pk=disclosure.pk)
    if row.state != DisclosureState.READY or row.content is None:
        raise Refused(_("The file is not there any more. Have it made again."))
    record_change("disclosure opened", row, by=by, tenant_id=row.tenant_id, label=str(row.contact))
    return bytes(row.content.content)


def disclosures_of(customer: Customer) -> QuerySet[Disclosure]:
    """Those of the contact, newest first."""
    return Disclosure.objects.filter(tenant_id=customer.tenant_id, contact=customer.pk).select_related("asked_by")


def forget_disclosures(tenant_id: int) -> int:
    """Files whose time is over go; the rows stay. Returns how many."""
    rows = Disclosure.objects.filter(tenant_id=tenant_id, state=DisclosureState.READY, until__lt=clock.now())
    old = list(rows.select_for_update(of=("self",)))
    blobs = [row.content_id for row in old if row.content_id]
    rows.model.objects.filter(pk__in=[row.pk for row in old]).update(state=DisclosureState.EXPIRED, content=None)
    remove_unused(blobs)
    return len(old)
