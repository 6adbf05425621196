"""Reads of drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from kontor.answers.domain.announcing import with_review
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft, DraftFile
from kontor.answers.rules import RELEASE
from kontor.kernel import clock
from kontor.kernel.kept import Kept
from kontor.org.domain.access import Access
from kontor.people.domain.absences import away
from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.texts.models import TemplateContent
from kontor.tickets.domain.outside_folders import COUNTED
from kontor.tickets.models import Ticket


def drafts_of(author: User) -> QuerySet[Draft]:
    """The person's drafts within the scope, the latest first."""
    return (
        Draft.objects.filter(author=author).select_related("ticket__tenant", "ticket__customer").order_by("-changed_at")
    )


def new_processes_of(author: User) -> QuerySet[Draft]:
    """The person's drafts of new processes within the scope, the latest first."""
    return drafts_of(author).filter(kind=DraftKind.NEW).select_related("category__tenant")


def own_draft(author: User, draft_id: int) -> Draft | None:
    """The person's own draft with what its texts are about."""
    return next(iter(_own(draft_id, author.pk)), None)


def has_drafts(ticket: Ticket) -> bool:
    """Somebody has begun an answer to it."""
    return Draft.objects.filter(ticket=ticket).exists()


def begun_answers(author: User, tickets: Iterable[Ticket]) -> int:
    """How many of these tickets the person has begun to answer."""
    return Draft.objects.filter(ticket__in=list(tickets), author=author, kind=DraftKind.REPLY).exclude(text="").count()


def begun_kinds(ticket: Ticket, author: User) -> frozenset[str]:
    """What the person has begun to write for the ticket: of most it is nothing, and what shows it need not be read."""
    return frozenset(Draft.objects.filter(ticket=ticket, author=author).values_list("kind", flat=True))


def left_drafts(ticket: Ticket, reader: User) -> list[Draft]:
    """Answers, inquiries and forwards that others have begun who are away now: whoever has the ticket reads them. Of a
    ticket that somebody else had before."""
    if not ticket.last_owner_id or ticket.last_owner_id == reader.pk:
        return []
    drafts = Draft.objects.filter(ticket=ticket).exclude(author=reader).exclude(text="")
    found = list(drafts.select_related("author").order_by("changed_at"))
    absent = away([draft.author_id for draft in found]) if found else ()
    return [draft for draft in found if draft.author_id in absent]


def draft_for_editor(ticket: Ticket, author: User) -> Draft | None:
    """The author's draft as the editor shows it, in one statement.

    ``listed`` are its files: pk, filename, size; ``inlined`` the pictures of its text: content_id, size.
    ``system_preferences`` are the values of the installation. ``undeliverable`` are the recipients to whom mail came
    back, ``template_languages`` the languages of its template. And what ``with_review`` reads.
    """
    files = DraftFile.objects.filter(draft=OuterRef("pk"), inline=False).order_by("pk")
    listed = ArraySubquery(files.values(json=JSONObject(pk="pk", filename="filename", size="size")))
    rows = Draft.objects.filter(ticket=ticket, author=author, kind=DraftKind.REPLY)
    pictures = DraftFile.objects.filter(draft=OuterRef("pk"), inline=True)
    inlined = ArraySubquery(pictures.values(json=JSONObject(content_id="content_id", size="size")))
    system = Subquery(SystemValues.objects.filter(pk=1).values("preferences"))
    marked = RawSQL(_UNDELIVERABLE, [])
    languages = TemplateContent.objects.filter(template=OuterRef("template"), tenant=OuterRef("tenant"))
    rows = with_review(rows).annotate(listed=listed, inlined=inlined, system_preferences=system, undeliverable=marked)
    rows = rows.annotate(template_languages=ArraySubquery(languages.order_by("language").values("language")))
    return rows.select_related("account", "template__sender", "postal_address").first()


_UNDELIVERABLE = """
ARRAY(
    SELECT a.value FROM customers_address a
    WHERE a.tenant_id = answers_draft.tenant_id AND a.kind = 'email' AND a.undeliverable_since IS NOT NULL
      AND a.normalized IN (
          SELECT lower(pair ->> 1) FROM jsonb_array_elements(
              answers_draft."to" || answers_draft.cc || answers_draft.bcc
          ) AS pair
      )
    ORDER BY a.value
)
"""


@dataclass(frozen=True)
class DeskCounts:
    """What lies in a person's own folders. ``drafts`` are tickets that one writes for, each once, and new processes;
    ``waiting`` are answers that wait for release, ``to_release`` others'."""

    mine: int
    drafts: int
    failed: int
    notices: int
    waiting: int = 0
    to_release: int = 0
    resubmitted: int = 0
    due: int = 0
    """Of the resubmissions, those whose time has come."""
    passed_on: int = 0
    inquiries: int = 0
    inquiries_overdue: int = 0
    forwards: int = 0
    forwards_overdue: int = 0
    lent: int = 0
    """Tickets that wait for people outside (``tickets.domain.outside_folders``); and those lent to another tenant."""


def desk_counts(access: Access) -> DeskCounts:
    """The figures of a person's own folders. ``failed`` are the tickets of ``failed_mails`` and ``failed_letters``.

    One statement, and a second one only while some delivery of the scope has failed.
    """
    known: dict[str, int | list[int] | datetime] = {
        "user": access.user_id,
        "watched": list(access.tenants_with("deliveries.read")),
        "readable": list(access.category_ids("tickets.read")),
        "releasing": list(access.category_ids(RELEASE)),
        "assigning": list(access.category_ids("tickets.assign")),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, known)
        mine, drafts, some_failed, notices, *further = cursor.fetchone()
        failed = 0
        if some_failed:
            cursor.execute(_FAILED, known)
            failed = cursor.fetchone()[0]
    return DeskCounts(mine, drafts, failed, notices, *further)


_IS_FAILED = "(o.state IN ('failed', 'bounced', 'unclear') OR (o.state = 'sent' AND NOT (o.refused = '{}'::jsonb)))"

_COUNTS = f"""
SELECT (SELECT count(*) FROM tickets_ticket WHERE owner_id = %(user)s AND closed_at IS NULL AND state = 'assigned'),
       (SELECT count(DISTINCT ticket_id) + count(*) FILTER (WHERE ticket_id IS NULL)
        FROM answers_draft WHERE author_id = %(user)s),
       EXISTS (SELECT FROM outbox_outgoingmail o WHERE {_IS_FAILED})
       OR EXISTS (SELECT FROM letters_outgoingletter l WHERE l.state IN ('failed', 'returned'))
       OR EXISTS (SELECT FROM letters_printbatch b WHERE b.state = 'failed'),
       (SELECT count(*) FROM tickets_notice WHERE user_id = %(user)s AND read_at IS NULL),
       (SELECT count(*) FROM answers_clearance WHERE author_id = %(user)s AND state = 'waiting'),
       (SELECT count(*) FROM answers_clearance c JOIN tickets_ticket t ON t.id = c.ticket_id
        WHERE c.state = 'waiting' AND c.author_id <> %(user)s AND t.state = 'clearance'
          AND t.category_id = ANY (%(releasing)s::bigint[])),
       w.resubmitted, w.due, w.passed_on, x.inquiries, x.inquiries_overdue, x.forwards, x.forwards_overdue,
       (SELECT count(*) FROM tickets_ticket t
        WHERE t.lent_to_id IS NOT NULL AND t.category_id = ANY (%(readable)s::bigint[]))
FROM (
    SELECT count(*) FILTER (WHERE t.state = 'resubmitted') AS resubmitted,
           count(*) FILTER (WHERE t.state = 'resubmitted' AND t.held_until <= %(now)s) AS due,
           count(*) FILTER (WHERE t.state = 'internal_forwarded') AS passed_on
    FROM tickets_ticket t
    WHERE t.state IN ('resubmitted', 'internal_forwarded')
      AND (t.waits_for_id = %(user)s OR t.last_owner_id = %(user)s)
      AND t.queue_category_id = ANY (%(readable)s::bigint[])
) w, ({COUNTED}) x
"""

_FAILED = f"""
SELECT count(DISTINCT t.id) FROM (
    SELECT o.message_id, o.tenant_id, false AS came_back FROM outbox_outgoingmail o WHERE {_IS_FAILED}
    UNION ALL
    SELECT l.message_id, l.tenant_id, l.state = 'returned' FROM letters_outgoingletter l
    WHERE l.state IN ('failed', 'returned')
    UNION ALL
    SELECT l.message_id, l.tenant_id, false FROM letters_outgoingletter l JOIN letters_printbatch b ON b.id = l.batch_id
    WHERE b.state = 'failed' AND l.state = 'writing'
) o
JOIN tickets_message m ON m.id = o.message_id JOIN tickets_ticket t ON t.id = m.ticket_id
WHERE (t.delivery_failed OR NOT o.came_back)
  AND (m.author_id = %(user)s OR o.tenant_id = ANY (%(watched)s::bigint[]))
  AND (t.owner_id = %(user)s OR t.category_id = ANY (%(readable)s::bigint[])
       OR t.queue_category_id = ANY (%(readable)s::bigint[]))
"""


_own = Kept(
    lambda draft_id, author_id: Draft.objects.filter(pk=draft_id, author_id=author_id).select_related(
        *("ticket__tenant", "ticket__category", "ticket__customer", "category__tenant", "customer", "process"),
        *("template__sender", "account"),
    )
)
