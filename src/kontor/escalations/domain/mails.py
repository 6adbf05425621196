"""Rules tell people by mail: everything of one look in one mail, in their language, with numbers and links.

A row waits for each firing and person. The job sends what waits and marks it then: a worker killed in between sends it
once more rather than never.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from logging import getLogger

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.errors import DeliveryFailed
from kontor.escalations.domain.actions import told_about
from kontor.escalations.domain.content import Content
from kontor.escalations.domain.people import people_to_tell
from kontor.escalations.enums import ActionKind
from kontor.escalations.models import EscalationVersion, Firing, NoticeMail
from kontor.kernel import clock
from kontor.kernel.arrays import numbers
from kontor.outbox.domain.system_mail import send_system_mail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket

log = getLogger("kontor.escalations")

SEND = "kontor.escalations.tasks.send_notices"
FOR = timedelta(days=1)
MOST_LINKS = 20
"""Of more tickets of one rule the mail says the number."""


def to_be_mailed(version: EscalationVersion, content: Content, tickets: list[Ticket], at: datetime) -> None:
    """Note whom what the version did at that moment is mailed to: each person once, however many actions name them."""
    if not any(action.kind == ActionKind.MAIL for action in content.actions):
        return
    people: dict[int, set[int]] = defaultdict(set)
    for action in content.actions:
        if action.kind == ActionKind.MAIL:
            for ticket_id, told in told_about(action, tickets).items():
                people[ticket_id] |= {person.pk for person in told}
    pairs = [(ticket_id, user_id) for ticket_id, told in people.items() for user_id in sorted(told)]
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [version.pk, at, numbers(pair[0] for pair in pairs), numbers(pair[1] for pair in pairs)])


_WAITS = """
INSERT INTO escalations_noticemail (tenant_id, user_id, firing_id)
SELECT firing.tenant_id, told.user_id, firing.id
FROM (SELECT * FROM escalations_firing WHERE version_id = %s AND at = %s) AS firing
JOIN unnest(%s::bigint[], %s::bigint[]) AS told(ticket_id, user_id) ON told.ticket_id = firing.ticket_id
ORDER BY told.user_id, firing.id
"""


def queue_mails(tenant_id: int) -> None:
    """A job for everybody for whom something waits, unless one waits already. After a day nothing is tried again."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [tenant_id, clock.now() - FOR])
        waiting = [user_id for (user_id,) in cursor.fetchall()]
    for user_id in waiting:
        try:
            with transaction.atomic():
                job = app.configure_task(SEND, queue="mail", queueing_lock=f"{SEND}:{tenant_id}:{user_id}")
                job.defer(tenant_id=tenant_id, user_id=user_id)
        except AlreadyEnqueued:
            continue


_WAITING = """
SELECT DISTINCT mail.user_id FROM escalations_noticemail mail
JOIN escalations_firing firing ON firing.id = mail.firing_id
WHERE mail.tenant_id = %s AND mail.sent_at IS NULL AND firing.at > %s
ORDER BY mail.user_id
"""


def send_mail(tenant_id: int, user_id: int) -> None:
    """Send the person what waits for them. For a job: it talks to the network.

    Who does not work for the tenant any more gets nothing, nor does anybody once it is switched off or deleted. Raises
    DeliveryFailed where trying again may help.
    """
    with scope(tenant_id):
        rows = NoticeMail.objects.filter(tenant_id=tenant_id, user_id=user_id, sent_at=None)
        waiting = list(rows.select_related("firing__version", "firing__ticket").order_by("pk"))
        person = people_to_tell(tenant_id).filter(pk=user_id).first()
        tenant = Tenant.objects.get(pk=tenant_id)
    if waiting and person and person.email and tenant.is_working:
        _send(person, tenant, [row.firing for row in waiting])
    with scope(tenant_id):
        NoticeMail.objects.filter(pk__in=[row.pk for row in waiting]).update(sent_at=clock.now())


def _send(person: User, tenant: Tenant, firings: list[Firing]) -> None:
    with translation.override(person.language or tenant.language):
        subject = ngettext(
            "%(tenant)s: an escalation rule names a ticket",
            "%(tenant)s: escalation rules name %(count)s tickets",
            len(firings),
        ) % {"tenant": tenant.name, "count": len(firings)}
        text = _("Hello %(name)s,\n\nescalation rules of %(tenant)s have acted:\n\n%(rules)s") % {
            "name": person.name,
            "tenant": tenant.name,
            "rules": "\n\n".join(_by_rule(firings)),
        }
    try:
        send_system_mail(person.email, subject, text)
    except DeliveryFailed as failure:
        if not failure.permanent:
            raise
        log.error("A notice of escalation rules could not be mailed to person %s.", person.pk)


def _by_rule(firings: list[Firing]) -> list[str]:
    """A paragraph a rule: its name, how many tickets, and the first of them. Nothing that a customer wrote."""
    rules: dict[str, list[Firing]] = defaultdict(list)
    for firing in firings:
        rules[firing.version.name].append(firing)
    return [
        "\n".join([_head(name, rows), *(_line(row.ticket) for row in rows[:MOST_LINKS])])
        for name, rows in rules.items()
    ]


def _head(name: str, rows: list[Firing]) -> str:
    sentence = ngettext("“%(rule)s”: %(count)s ticket", "“%(rule)s”: %(count)s tickets", len(rows))
    return sentence % {"rule": name, "count": len(rows)}


def _line(ticket: Ticket) -> str:
    """Its number, with the address of its page if the installation knows its own."""
    address = (
        f" {settings.PUBLIC_URL}{reverse('desk:ticket:show', args=[ticket.number])}" if settings.PUBLIC_URL else ""
    )
    return f"{ticket.number}{address}"
