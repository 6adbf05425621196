"""A process of ours that begins with a mail or a letter."""

from __future__ import annotations

import pytest

from kontor.answers.domain.drafts import DraftValues
from kontor.answers.domain.new_process import (
    begin_process,
    send_process,
)
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Message, Ticket
from tests.factories.texts import make_template
from tests.support.scoping import in_scope

TO = [["Käthe Kunde", "kaethe@post.example"]]

VALUES = DraftValues(
    to=TO, cc=[], bcc=[], subject="Ihr Zähler", text="", html="<p>Wir kommen am Montag.</p>", rich=True
)


@pytest.fixture(autouse=True)
def sending(nordlicht_account: MailAccount) -> None:
    """Nordlicht can send."""


@pytest.fixture
def template(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    return make_template(
        nordlicht,
        "Neuer Vorgang",
        kind=TemplateKind.NEW,
        subject="Termin ${ticket.number}",
        html="<p>${customer.salutation}</p><p>Nummer ${ticket.number}, Vorgang ${process.number}.</p>",
        categories=(billing,),
    )


def begun(category: Category, author: User, to: list[list[str]] | None = None) -> Draft:
    with in_scope(category.tenant_id):
        category = Category.objects.select_related("tenant").get(pk=category.pk)
        return begin_process(category, author=author, to=TO if to is None else to)


def sent(draft: Draft, *, final: bool = True) -> tuple[Ticket, Message]:
    with in_scope(draft.tenant_id):
        done = send_process(draft, final=final, by=draft.author)
        assert isinstance(done.sent, Message)
        return Ticket.objects.select_related("customer", "process").get(pk=done.ticket.pk), done.sent
