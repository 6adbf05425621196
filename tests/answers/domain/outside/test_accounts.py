"""As whom people outside are asked, and where their answers come to."""

from __future__ import annotations

from kontor.answers.domain.inquire import inquiry_sender
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.answers.domain.outside.conftest import asked
from tests.factories.channels import make_account, make_tenant_accounts
from tests.support.scoping import everywhere, in_scope


def test_the_tenants_default_comes_before_its_first_account_and_general_ones(
    mine: Ticket, asking: MailAccount, nordlicht: Tenant
) -> None:
    general = make_account(None, "fragen@kontor.example", kind=AccountKind.SECOND_LEVEL)
    chosen = make_account(nordlicht, "fachfragen@nordlicht.example", kind=AccountKind.SECOND_LEVEL)
    with everywhere():
        assert inquiry_sender(mine).account == asking

        make_tenant_accounts(nordlicht, inquiries=chosen)
        assert inquiry_sender(mine).account == chosen
        assert inquiry_sender(mine).reason == "The tenant's default system account for this."

        MailAccount.objects.filter(pk__in=[asking.pk, chosen.pk]).update(active=False)
        assert inquiry_sender(mine).account == general


def test_an_account_that_only_receives_gets_the_answers(mine: Ticket, nordlicht: Tenant, anna: User) -> None:
    receiving = make_account(nordlicht, "antworten@nordlicht.example", kind=AccountKind.SECOND_LEVEL, smtp_host="")

    inquiry = asked(mine, anna)

    with in_scope(nordlicht):
        mail = OutgoingMail.objects.get(message=inquiry.message)
        assert (mail.account_id, mail.reply_account) == (mine.account_id, receiving)


def test_without_a_system_account_the_mail_leaves_as_an_answer_would(mine: Ticket, anna: User) -> None:
    inquiry = asked(mine, anna)

    with in_scope(mine.tenant_id):
        mail = OutgoingMail.objects.get(message=inquiry.message)
        assert (mail.account_id, mail.reply_account) == (mine.account_id, None)


def test_no_account_of_another_tenant_is_ever_taken(mine: Ticket, alpina: Tenant) -> None:
    make_account(alpina, kind=AccountKind.SECOND_LEVEL)

    with everywhere():
        assert inquiry_sender(mine).account.pk == mine.account_id
