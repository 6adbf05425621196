"""What is not answered automatically."""

from __future__ import annotations

import pytest

from kontor.answers.domain.automatic import reply_automatically
from kontor.channels.models import MailAccount
from kontor.customers.domain.reachability import mark_undeliverable
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import open_from_queue
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.reviews import make_automatic
from tests.intake.domain.automatic.conftest import answers_to, reasons_of, run_all
from tests.intake.domain.conftest import Receive
from tests.support.jobs import waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_further_mails_of_a_request_are_not_answered(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, frozen: Frozen
) -> None:
    receive(account, letter(message_id="<1@post.example>"))
    run_all()
    frozen.move(days=30)
    receive(account, letter(message_id="<2@post.example>", References="<1@post.example>"))

    assert waiting_jobs("reply_automatically") == []
    assert len(answers_to()) == 1


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto-Submitted": "auto-generated"}, "auto_submitted"),
        ({"List-Id": "<liste.example>"}, "list"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"X-Auto-Response-Suppress": "All"}, "suppressed"),
    ],
)
def test_machines_and_lists_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, headers: dict[str, str], why: str
) -> None:
    receive(account, letter(**headers))

    assert waiting_jobs("reply_automatically") == []
    assert (reasons_of(), answers_to()) == ([why], [])


def test_own_addresses_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, alpina_account: MailAccount
) -> None:
    receive(account, letter(sender=f"Alpina <{alpina_account.address}>"))
    run_all()

    assert (reasons_of(), answers_to()) == (["own_address"], [])


def test_addresses_that_do_not_exist_get_none(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, "kaethe@post.example", reason="unknown")
    run_all()

    assert (reasons_of(), answers_to()) == (["undeliverable"], [])


def test_what_somebody_took_is_theirs(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant, anna: User
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        open_from_queue(Ticket.objects.get(), by=anna)
    run_all()

    assert (reasons_of(), answers_to()) == (["taken"], [])


def test_a_missing_value_stops_it(receive: Receive, account: MailAccount, billing: Category) -> None:
    make_automatic(billing, html="<p>Ihre Kundennummer ist ${customer.number}.</p>")
    receive(account, letter())
    run_all()

    assert (reasons_of(), answers_to()) == (["missing_value"], [])


def test_a_template_that_is_gone_stops_it(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, nordlicht: Tenant
) -> None:
    receive(account, letter())
    with in_scope(nordlicht):
        ReplyTemplate.objects.filter(pk=answering.pk).update(deleted_at=clock.now())
    run_all()

    assert (reasons_of(), answers_to()) == (["no_text"], [])


def test_an_address_gets_one_and_then_waits(
    receive: Receive, account: MailAccount, answering: ReplyTemplate, frozen: Frozen
) -> None:
    for number in range(3):
        receive(account, letter(f"Frage {number}"))
        run_all()

    assert (len(answers_to()), reasons_of()) == (1, ["budget_address", "budget_address"])


def test_a_job_that_runs_twice_sends_once(receive: Receive, account: MailAccount, answering: ReplyTemplate) -> None:
    receive(account, letter())
    (job,) = waiting_jobs("reply_automatically")
    run_all()
    with in_scope(answering.tenant_id):
        assert reply_automatically(job.arguments["message_id"]) is None

    assert len(answers_to()) == 1
    assert set(job.arguments) == {"tenant_id", "message_id"}


def test_a_rule_that_is_switched_off_does_nothing(receive: Receive, account: MailAccount, billing: Category) -> None:
    make_automatic(billing, active=False)
    receive(account, letter())
    run_all()

    assert (answers_to(), reasons_of()) == ([], [])


def test_the_rule_of_another_tenant_does_nothing(
    receive: Receive, account: MailAccount, billing: Category, claims: Category
) -> None:
    make_automatic(claims)
    receive(account, letter())

    assert (waiting_jobs("reply_automatically"), reasons_of()) == ([], [])


def test_filing_costs_one_statement_more(receive: Receive, account: MailAccount, billing: Category) -> None:
    with statements() as sent:
        receive(account, letter())

    assert len([one for one in sent if "answers_automaticreply" in one]) == 1
