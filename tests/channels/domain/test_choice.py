"""As whom a tenant writes, and what may be chosen instead."""

from __future__ import annotations

from kontor.channels.domain.choice import resolve_sender
from kontor.channels.enums import AccountKind
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account, make_tenant_accounts
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_the_others_are_the_tenants_own_and_then_the_general_ones(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount, alpina_account: MailAccount
) -> None:
    second = make_account(nordlicht, "technik@nordlicht.example", name="Technik")
    first = make_account(nordlicht, "ablesung@nordlicht.example", name="Ablesung")
    with everywhere():
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk)

    assert sender.account == sender.suggested == nordlicht_account
    assert sender.others == [first, second, general_account]


def test_what_cannot_send_is_not_among_the_others(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    make_account(nordlicht, "liest@nordlicht.example", smtp_host="")
    make_account(nordlicht, "ruht@nordlicht.example", active=False)
    make_account(nordlicht, "weg@nordlicht.example", deleted_at=clock.now())
    make_account(nordlicht, "antwort@nordlicht.example", kind=AccountKind.REPLY)
    with in_scope(nordlicht):
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk)

    assert sender.others == []
    assert sender.choosable() == [nordlicht_account]


def test_a_choice_counts_and_the_suggestion_is_still_known(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    with in_scope(nordlicht):
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk, chosen=general_account)

    assert (sender.account, sender.reason) == (general_account, "Chosen in the editor.")
    assert sender.suggested == nordlicht_account
    assert sender.suggested_because == "The ticket came in through this account."
    assert sender.without.startswith("Otherwise it would be ")


def test_a_choice_that_cannot_send_any_more_is_passed_over(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    chosen = make_account(nordlicht, active=False)
    with in_scope(nordlicht):
        assert (
            resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk, chosen=chosen).account == nordlicht_account
        )


def test_the_tenants_default_comes_before_its_first(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    make_tenant_accounts(nordlicht, sending=general_account)
    with in_scope(nordlicht):
        sender = resolve_sender(nordlicht.pk, incoming_id=None)

    assert (sender.account, sender.others) == (general_account, [nordlicht_account])


def test_it_takes_one_statement_with_all_that_may_be_chosen(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    for _number in range(3):
        make_account(nordlicht)
    with in_scope(nordlicht), statements() as sent:
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk)

    assert len(sender.others) == 3
    assert len(sent) == 1, sent


def test_the_alternative_of_the_incoming_account_comes_first(nordlicht: Tenant) -> None:
    alternative = make_account(nordlicht)
    incoming = make_account(nordlicht, alternative=alternative, alternative_owner=nordlicht.pk)
    with in_scope(nordlicht):
        sender = resolve_sender(nordlicht.pk, incoming_id=incoming.pk)

    assert (sender.account, sender.others) == (alternative, [incoming])
    assert sender.reason == "The incoming account names this account for sending."


def test_a_deleted_incoming_account_still_names_its_alternative(nordlicht: Tenant) -> None:
    make_account(nordlicht)
    alternative = make_account(nordlicht)
    gone = make_account(nordlicht, alternative=alternative, alternative_owner=nordlicht.pk, deleted_at=clock.now())
    with in_scope(nordlicht):
        assert resolve_sender(nordlicht.pk, incoming_id=gone.pk).account == alternative


def test_the_tenants_own_account_that_can_send_comes_before_a_general_one(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    """Its first one may only receive."""
    second = make_account(nordlicht, "technik@nordlicht.example")
    with everywhere():
        MailAccount.objects.filter(pk=nordlicht_account.pk).update(smtp_host="")
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk)

    assert sender.account == second
    assert sender.others == [general_account]


def test_a_tenant_without_any_account_cannot_send(nordlicht: Tenant, alpina_account: MailAccount) -> None:
    with everywhere(), refused("No account can send for this tenant."):
        resolve_sender(nordlicht.pk, incoming_id=None)


def test_the_account_of_the_template_comes_before_that_of_the_request_and_behind_the_editors_choice(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    named = make_account(nordlicht, "vertrieb@nordlicht.example", name="Vertrieb")
    with in_scope(nordlicht):
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk, template=named)
        chosen = resolve_sender(
            nordlicht.pk, incoming_id=nordlicht_account.pk, template=named, chosen=nordlicht_account
        )

    assert (sender.account, sender.reason) == (named, "The template names this account.")
    assert sender.others == [nordlicht_account, general_account]
    assert (chosen.account, chosen.suggested) == (nordlicht_account, named)


def test_an_account_of_another_tenant_is_never_taken_from_a_template(
    nordlicht: Tenant, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    with everywhere():
        sender = resolve_sender(nordlicht.pk, incoming_id=nordlicht_account.pk, template=alpina_account)

    assert sender.account == nordlicht_account
