"""The ledger of received mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import override

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from kontor.ui.navigation import Place, section_label
from tests.factories.intake import make_arrival, make_held
from tests.factories.org import make_grant, make_group_tree
from tests.factories.people import make_role, make_user
from tests.supervisor.arrivals.conftest import Clients, ids, url
from tests.support.statements import statements


def rows(response: Any) -> list[list[Any]]:
    return [[cell.value for cell in row.cells] for row in response.context["listing"].rows]


def test_the_ledger_says_what_became_of_each_mail(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    make_arrival(nordlicht_account)
    filed = make_arrival(nordlicht_account, state="done", outcome="follow_up", reason="references", ticket=ticket)
    held = make_held(nordlicht_account)

    first, second, third = rows(client_for(ada, nordlicht).get(url("list")))

    assert first[3:6] == ["Held", "No rule matches, and the account has no fallback category.", None]
    assert second[3:5] == ["Follow-up", "It refers to a known mail."]
    assert second[5] == {"number": ticket.number, "url": f"/desk/ticket/{ticket.number}/"}
    assert third[3:6] == ["Waiting", "It waits to be processed.", None]
    assert held.pk > filed.pk


def test_a_request_is_named_to_those_who_may_read_it_only(
    client_for: Clients,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    ticket: Ticket,
    supervisor_role: Role,
    sven: User,
) -> None:
    stranger = make_user("Udo Unger")
    make_grant(stranger, supervisor_role, make_group_tree(nordlicht))
    make_arrival(nordlicht_account, state="done", outcome="new_ticket", reason="new", ticket=ticket)

    theirs = client_for(stranger, nordlicht).get(url("list"))
    own = client_for(sven, nordlicht).get(url("list"))

    assert rows(theirs)[0][5] is None
    assert str(ticket.number) in own.content.decode()


def test_for_the_installation_requests_are_linked_where_one_works(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    make_arrival(nordlicht_account, state="done", outcome="new_ticket", reason="new", ticket=ticket)

    [row] = rows(client_for(ada, alpina).get(url("list")))

    assert row[5] == {"number": ticket.number, "url": ""}


def test_other_tenants_and_unfiled_mail_are_not_seen(
    client_for: Clients,
    sven: User,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    general_account: MailAccount,
) -> None:
    own = make_held(nordlicht_account)
    theirs, unfiled = make_held(alpina_account), make_held(general_account)
    browser = client_for(sven, nordlicht)

    for name in ("list", "held"):
        assert ids(browser.get(url(name))) == [own.pk]
        assert ids(client_for(ada).get(url(name))) == [unfiled.pk, theirs.pk, own.pk]
    for arrival in (theirs, unfiled):
        assert browser.get(url("show", arrival.pk)).status_code == 404
        assert browser.post(url("ticket", arrival.pk)).status_code == 404


def test_an_agent_may_not_see_it(
    client_for: Clients, anna: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(anna, nordlicht)

    assert [browser.get(url(name)).status_code for name in ("list", "held")] == [403, 403]
    assert browser.get(url("show", held.pk)).status_code == 403
    assert browser.post(url("ticket", held.pk)).status_code == 403
    assert browser.post(url("again"), {"selected": held.pk}).status_code == 403


def test_the_ledger_is_narrowed_by_account_day_and_outcome(
    client_for: Clients, ada: User, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    old = make_held(nordlicht_account, stored_at=clock.now() - timedelta(days=1))
    new = make_arrival(nordlicht_account)
    other = make_arrival(alpina_account)
    browser = client_for(ada)

    def found(**filters: object) -> list[int]:
        return ids(browser.get(url("list"), {f"filter-{key}": value for key, value in filters.items()}))

    assert found(account=nordlicht_account.pk) == [new.pk, old.pk]
    assert found(account=nordlicht_account.pk, stored="today") == [new.pk]
    assert found(stored="yesterday") == [old.pk]
    assert found(stored="7") == [other.pk, new.pk, old.pk]
    assert found(outcome="held") == [old.pk]
    assert found(outcome="waiting") == [other.pk, new.pk]


def test_the_lists_need_as_many_statements_for_many_mails(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    make_held(nordlicht_account, ticket=ticket)
    browser = client_for(ada, nordlicht)
    for name in ("list", "held"):
        browser.get(url(name))
        with statements() as one:
            browser.get(url(name))
        make_held(nordlicht_account, ticket=ticket)
        make_held(nordlicht_account, ticket=ticket)
        with statements() as three:
            browser.get(url(name))
        assert len(three) == len(one)


def test_filters_offer_what_one_may_look_at_only(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    """Also for somebody whose small role for the whole installation opens the scope of all tenants."""
    make_grant(sven, make_role("Nur Rollen", {"roles.read"}))

    for path in (url("list"), *(f"/supervisor/{area}/" for area in ("accounts", "categories", "closing-codes"))):
        page = client_for(sven, nordlicht).get(f"{path}?filter=1").content.decode()
        assert nordlicht.name in page
        assert "Alpina" not in page
        assert alpina_account.address not in page


def test_the_account_of_a_mail_is_no_account_of_a_person(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    make_arrival(nordlicht_account)

    page = client_for(ada, nordlicht).get(url("list"), headers={"accept-language": "de"})

    with override("de"):
        labels = [str(cell.column.label) for cell in page.context["listing"].rows[0].cells]
        of_a_person = section_label(Place("profile", "Profil", "profile", "account"))
    assert (labels[1], of_a_person) == ("Konto", "Zugang")
