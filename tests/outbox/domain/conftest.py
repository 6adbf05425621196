from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.answers.preferences import GUARD_RECIPIENT
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import sending_through
from tests.support.scoping import in_scope

Queue = Callable[..., OutgoingMail]


@pytest.fixture
def sending_account(nordlicht: Tenant, smtp_sink: SmtpSink) -> MailAccount:
    """An account that sends through the sink."""
    return make_account(
        nordlicht, "service@nordlicht.example", sender_name="Nordlicht Grüße", **sending_through(smtp_sink)
    )


@pytest.fixture
def queue(nordlicht: Tenant, billing: Category, customer: Customer, anna: User, sending_account: MailAccount) -> Queue:
    """``queue(text=..., cc=...)``: Anna has sent an answer to Käthe; the outgoing row is returned."""

    def make(*, final: bool = True, account: MailAccount | None = None, **values: object) -> OutgoingMail:
        prefer(nordlicht, GUARD_RECIPIENT, "off")  # the tests write to whomever they like
        ticket = make_ticket(billing, customer=customer, account=account or sending_account, owner=anna)
        with in_scope(billing.tenant_id):
            draft = open_draft(ticket, author=anna)
            kept: dict[str, object] = {
                "to": [["Käthe Kunde", "kaethe@post.example"]],
                "cc": [],
                "bcc": [],
                "subject": "Re: Anliegen",
                "text": "Gern geschehen.\n",
            }
            draft = save_draft(draft, DraftValues(**{**kept, **values}), version=draft.version, by=anna)  # type: ignore[arg-type]
            message = send_answer(draft, final=final, by=anna)
            return OutgoingMail.objects.select_related("message__ticket").get(message=message)

    return make
