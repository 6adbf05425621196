"""Two tenants with opposite settings answer the same mail: each in its own voice, and neither in the other's."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.guard import GuardStopped
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Draft
from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import start
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.routing.domain.take_next import take_next_ticket
from kontor.spelling.preferences import BEFORE_SENDING, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.models import Message, Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.texts import make_greeting, make_include, make_template
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink, users_of
from tests.support.letters import letter, mailbox_of
from tests.support.processes import until, worker
from tests.support.scoping import everywhere, in_scope

MISSPELT = "<p>Ihre Rechnunng kommt morgen.</p>"
RIGHT = "<p>Ihre Rechnung kommt morgen.</p>"


def _set_up(tenant: Tenant, category: Category, account: MailAccount, sink: SmtpSink, *, formal: bool) -> None:
    """Letter paper, greeting, template and settings: all of it differs."""
    with in_scope(tenant):
        set_fallback(account, category, by=None)
        MailAccount.objects.filter(pk=account.pk).update(
            smtp_host="127.0.0.1",
            smtp_port=sink.port,
            smtp_security="plain",
            smtp_username=account.address,
            smtp_password=PASSWORD,
        )
    make_include(tenant, IncludePart.LETTERHEAD, f"<p>Briefkopf {tenant.name}</p>")
    make_include(tenant, IncludePart.FOOTER, f"<p>Fuß {tenant.name}</p>")
    make_greeting(tenant, "named", "Sehr geehrte/r ${customer.name}," if formal else "Hallo ${customer.first_name},")
    body = "<p>wir haben Ihr Anliegen geprüft.</p>" if formal else "<p>wir haben nachgesehen.</p>"
    make_template(tenant, html="<p>${customer.salutation}</p>" + body, categories=(category,))
    prefer(tenant, COPY_INCOMING_CC, formal)
    prefer(tenant, SPELL_CHECK, formal)
    prefer(tenant, BEFORE_SENDING, "stop" if formal else "off")


def _with(draft: Draft, more: str, *, by: User) -> Draft:
    values = DraftValues(
        to=draft.to, cc=draft.cc, bcc=[], subject=draft.subject, text="", html=draft.html + more, rich=True
    )
    return save_draft(draft, values, version=draft.version, by=by)


def _begin(user: User, tenant: Tenant) -> Draft:
    ticket = take_next_ticket(user, load_access(user, (tenant.pk,)))
    assert ticket is not None
    return open_draft(Ticket.objects.get(pk=ticket.pk), author=user)


def _html(mail: EmailMessage) -> str:
    part: Any = mail.get_body(("html",))
    return str(part.get_content())


def test_the_same_mail_is_answered_differently(
    committed_db: str,
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    make_sink: Callable[..., SmtpSink],
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    anna: User,
    carla: User,
) -> None:
    boxes, sinks = {}, {}
    for tenant, category in ((nordlicht, billing), (alpina, claims)):
        user = new_mailbox()
        account = make_account(tenant, user, sender_name=tenant.name, **mailbox_of(mail_server, user))
        sinks[tenant] = make_sink(users=users_of(account.address), auth_without_tls=True)
        _set_up(tenant, category, account, sinks[tenant], formal=tenant == nordlicht)
        boxes[tenant] = account

    with worker(committed_db) as running:
        for account in boxes.values():
            mail = letter("Rechnung", to=account.address, Cc="Freundin <freundin@post.example>")
            mail_server.deliver(account.address, mail)
            start(account.owner, account.pk)
        until(_both_are_there, "both mails are filed", worker=running)

        with in_scope(nordlicht):
            draft = _with(_begin(anna, nordlicht), MISSPELT, by=anna)
            assert draft.cc == [["Freundin", "freundin@post.example"]]
        with pytest.raises(GuardStopped) as stopped, in_scope(nordlicht):
            send_answer(draft, by=anna)
        assert [finding.code for finding in stopped.value.findings if finding.stops] == ["spelling"]
        with in_scope(nordlicht):
            begun = Draft.objects.get(pk=draft.pk)
            begun.html = begun.html.replace(MISSPELT, "")
            send_answer(_with(begun, RIGHT, by=anna), by=anna)
        with in_scope(alpina):
            other = _begin(carla, alpina)
            assert other.cc == []
            send_answer(_with(other, MISSPELT, by=carla), by=carla)
        until(lambda: all(len(sink.kept) == 1 for sink in sinks.values()), "both answers are out", worker=running)

    formal, informal = (sinks[tenant].kept[0] for tenant in (nordlicht, alpina))
    assert formal.mail["From"] == f"{nordlicht.name} <{boxes[nordlicht].address}>"
    assert informal.mail["From"] == f"{alpina.name} <{boxes[alpina].address}>"
    assert sorted(formal.recipients) == ["freundin@post.example", "kaethe@post.example"]
    assert informal.recipients == ["kaethe@post.example"]
    first, second = _html(formal.mail), _html(informal.mail)
    assert f"Briefkopf {nordlicht.name}" in first
    assert f"Briefkopf {alpina.name}" in second
    assert "wir haben Ihr Anliegen geprüft." in first
    assert "wir haben nachgesehen." in second
    assert [alpina.name in first, nordlicht.name in second] == [False, False]


def _both_are_there() -> bool:
    with everywhere():
        return Message.objects.count() == 2
