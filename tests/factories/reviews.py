"""Rules of release and sampling, and drafts that fall under them."""

from __future__ import annotations

from typing import Any

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.release import ask_release
from kontor.answers.enums import AutomaticAction, ReviewPurpose
from kontor.answers.models import AutomaticReply, Clearance, Draft, QualitySample, ReviewRule
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.factories.texts import make_template
from tests.factories.tickets import make_message, make_ticket
from tests.support.scoping import in_scope


def make_automatic(
    category: Category, *, action: AutomaticAction = AutomaticAction.ANSWER, active: bool = True, **values: Any
) -> AutomaticReply:
    """The category's automatic reply, with a template of its own for all categories; values are the template's."""
    values.setdefault("html", "<p>Wir haben Ihre Nachricht erhalten.</p>")
    with in_scope(category.tenant_id):
        tenant = category.tenant
    template = make_template(tenant, **values)
    with in_scope(category.tenant_id):
        return AutomaticReply.objects.create(
            tenant_id=category.tenant_id, category=category, action=action, template=template, active=active
        )


def make_clearance(category: Category, author: User, *, baseline: str = "", **values: Any) -> Clearance:
    """An answer of the author that waits for release, on a ticket of its own. Values are those of the draft."""
    ticket = make_ticket(category, owner=author)
    with in_scope(category.tenant_id):
        draft = open_draft(ticket, author=author)
        Draft.objects.filter(pk=draft.pk).update(baseline=baseline or draft.text, **values)
        draft.refresh_from_db()
        reasons = [{"rule": 0, "category": category.pk}]
        return ask_release(lock(ticket), draft, reasons, final=True, closing_code=None, by=author)


def make_sample(ticket: Ticket, author: User, text: str = "Gern.", **values: Any) -> QualitySample:
    """An answer of the author to the ticket, drawn for review."""
    written = {"direction": Direction.OUT, "kind": MessageKind.REPLY, "author": author, "text": text}
    message = make_message(ticket, **written)
    with in_scope(ticket.tenant_id):
        return QualitySample.objects.create(
            tenant_id=ticket.tenant_id, ticket=ticket, message=message, author=author, drawn_at=clock.now(), **values
        )


def make_review_rule(
    tenant: Tenant,
    purpose: ReviewPurpose = ReviewPurpose.RELEASE,
    *,
    category: Category | None = None,
    agent: User | None = None,
    finding: str = "",
    percent: int = 100,
) -> ReviewRule:
    with in_scope(tenant):
        return ReviewRule.objects.create(
            tenant=tenant, purpose=purpose, category=category, agent=agent, finding=finding, percent=percent
        )
