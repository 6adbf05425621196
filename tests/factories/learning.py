from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.enums import LearnedVerdict
from kontor.routing.learning.report import FORMAT, Bin, CategoryMeasure, Confusion, Measure, Threshold
from kontor.routing.models import LearnedModel
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories import next_number
from tests.support.desk_mails import desk_mails
from tests.support.scoping import in_scope


def make_model(tenant: Tenant, *, categories: Sequence[Category] = (), active: bool = False) -> LearnedModel:
    """A row with figures and no classifier in it; half of the mails of each category were tested, all found."""
    ids = [category.pk for category in categories]
    measure = Measure(
        count=20,
        accuracy=0.93,
        majority=0.5,
        calibration_error=0.02,
        categories=[CategoryMeasure(category, 10, 0.95, 0.9) for category in ids],
        confusions=[Confusion(ids[0], ids[1], 2)] if len(ids) > 1 else [],
        reliability=[Bin(20, 0.9, 0.93)],
        thresholds=[Threshold(sure, 0.85, 0.97) for sure in (50, 80)],
    )
    with in_scope(tenant):
        return LearnedModel.objects.create(
            tenant=tenant,
            trained_at=clock.now(),
            mails=20 * len(ids),
            categories={str(category): 20 for category in ids},
            measure=measure.as_json(),
            verdict=LearnedVerdict.BETTER,
            format=FORMAT,
            active=active,
            content=b"",
        )


def make_closed_tickets(
    categories: Sequence[Category], count: int, *, seed: int = 1, mark: str = "", wrong: float = 0.0
) -> list[Ticket]:
    """Closed tickets with a mail each about what their category is about: the first of ``desk_mails`` and so on.

    As bare rows, a minute apart, the last of them now. ``mark`` is a word in every mail.
    """
    tenant_id = categories[0].tenant_id
    mails = desk_mails(count * 9, seed=seed, wrong=wrong, foreign=0.1)
    mails = [mail for mail in mails if mail.category < len(categories)][:count]
    now = clock.now()
    with in_scope(tenant_id):
        tickets = Ticket.objects.bulk_create(
            Ticket(
                tenant_id=tenant_id,
                number=next_number() + 90_000_000_000,
                kind=TicketKind.MAIL,
                state=TicketState.CLOSED,
                subject=mail.sample.subject,
                language=mail.sample.language,
                category=categories[mail.category],
                received_at=now - timedelta(minutes=count - place),
                changed_at=now,
                closed_at=now - timedelta(minutes=count - place),
            )
            for place, mail in enumerate(mails)
        )
        Message.objects.bulk_create(
            Message(
                tenant_id=tenant_id,
                ticket=ticket,
                direction=Direction.IN,
                kind=MessageKind.CUSTOMER,
                from_address=f"someone@{mail.sample.domain}",
                subject=mail.sample.subject,
                text=f"{mail.sample.text} {mark}".strip(),
                message_id=f"<{ticket.number}@post.example>",
                at=ticket.received_at,
            )
            for ticket, mail in zip(tickets, mails, strict=True)
        )
    return tickets
