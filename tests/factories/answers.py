from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar, cast

from kontor.answers.models import SentAnswer
from kontor.answers.preferences import ACKNOWLEDGE
from kontor.kernel import clock
from kontor.kernel.html import html_from_plain_text
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.types import Holder, Preference
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.messages import NewMessage, write_message
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.factories.texts import make_content, make_template
from tests.support.scoping import in_scope

Value = TypeVar("Value")
SUBJECT = "Ihre Anfrage [#${ticket.number}]"
TEXT = (
    "Guten Tag ${customer.name},\n\nIhre Mail „${ticket.subject}“ ist bei ${tenant.name} eingegangen.\n"
    "Nummer: ${ticket.number}"
)


def make_text(
    tenant: Tenant | int,
    category: Category | None = None,
    *,
    language: str = "de",
    subject: str = SUBJECT,
    text: str = TEXT,
) -> ReplyTemplate:
    """An acknowledgement in one more language: the category's default, or for all of the tenant's categories."""
    tenant_id = tenant.pk if isinstance(tenant, Tenant) else tenant
    html = f"<p>{html_from_plain_text(text)}</p>"
    with in_scope(tenant_id):
        tenant = Tenant.objects.get(pk=tenant_id)
        of_place = {"assignments__category": category} if category else {"assignments": None}
        rows = ReplyTemplate.objects.living().filter(kind=TemplateKind.ACKNOWLEDGEMENT, tenant=tenant, **of_place)
        template = rows.first()
    if template:
        make_content(template, language, html=html, subject=subject)
        return template
    return make_template(
        tenant,
        html=html,
        subject=subject,
        language=language,
        kind=TemplateKind.ACKNOWLEDGEMENT,
        categories=(category,) if category else (),
        from_no_reply=True,
    )


def acknowledging(category: Category, *, language: str = "de", subject: str = SUBJECT, text: str = TEXT) -> None:
    """The category acknowledges new requests, with a text of its tenant."""
    make_text(category.tenant_id, language=language, subject=subject, text=text)
    prefer(category, ACKNOWLEDGE, True)


def make_sent_answer(ticket: Ticket, author: User, **values: Any) -> SentAnswer:
    """An answer of the author that went out in a message of its own, and could be taken back."""
    values.setdefault("undo_until", clock.now() + timedelta(seconds=10))
    message = NewMessage(Direction.OUT, MessageKind.REPLY, clock.now(), author=author, text=values.get("body", "Gern."))
    with in_scope(ticket.tenant_id):
        row = write_message(ticket, message)
        return SentAnswer.objects.create(tenant_id=ticket.tenant_id, message=row, **values)


def prefer(holder: Tenant | Category, preference: Preference[Value], value: Value) -> None:
    """Give the tenant or category a value of its own."""
    tenant_id = holder.pk if isinstance(holder, Tenant) else holder.tenant_id
    with in_scope(tenant_id):
        fresh = type(holder).objects.get(pk=holder.pk)  # type: ignore[attr-defined]
        preference.set_on(cast(Holder, fresh), value)
        fresh.save(update_fields=["preferences"])
        holder.preferences = fresh.preferences
