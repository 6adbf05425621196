from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival, FolderCheck
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival, make_held
from tests.factories.org import make_grant, make_group_tree
from tests.factories.people import make_role, make_user
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]


def url(name: str, *args: object) -> str:
    return reverse(f"supervisor:arrivals:{name}", args=args)


def rows(response: Any) -> list[list[Any]]:
    return [[cell.value for cell in row.cells] for row in response.context["listing"].rows]


def ids(response: Any) -> list[int]:
    return [row.item.pk for row in response.context["listing"].rows]


def test_the_ledger_says_what_became_of_each_mail(
    client_for: Clients, ada: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    make_arrival(nordlicht_account)
    filed = make_arrival(nordlicht_account, state="done", outcome="follow_up", reason="references", ticket=ticket)
    held = make_held(nordlicht_account)

    first, second, third = rows(client_for(ada, nordlicht).get(url("list")))

    assert first[3:6] == ["Held", "No rule fits, and the account has no fallback category.", None]
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


def test_held_mail_is_shown_as_plain_text(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    raw = (
        b"From: a@b.example\nSubject: <b>Hallo</b>\nContent-Type: text/html\n\n<p>Text</p><img src=http://x.example/a>"
    )
    held = make_held(nordlicht_account, raw=raw)

    page = client_for(sven, nordlicht).get(url("show", held.pk)).content.decode()

    assert "No rule fits, and the account has no fallback category." in page
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in page
    assert "x.example" not in page


def test_held_mail_becomes_a_request(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category
) -> None:
    held = make_held(nordlicht_account)

    response = client_for(sven, nordlicht).post(url("ticket", held.pk), {"category": billing.pk})

    assert response["Location"] == url("held")
    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
        assert (ticket.category, Arrival.objects.get().ticket) == (billing, ticket)


def test_the_category_must_be_chosen_and_ones_own(
    client_for: Clients, ada: User, nordlicht_account: MailAccount, claims: Category
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(ada)

    none = browser.post(url("ticket", held.pk), {})
    theirs = browser.post(url("ticket", held.pk), {"category": claims.pk})

    assert none.status_code == theirs.status_code == 422
    assert "Choose the category of the new request." in none.content.decode()


def test_unfiled_mail_can_go_to_any_tenant(
    client_for: Clients, ada: User, general_account: MailAccount, billing: Category, claims: Category
) -> None:
    held = make_held(general_account)
    browser = client_for(ada)

    page = browser.get(url("show", held.pk))
    browser.post(url("ticket", held.pk), {"category": claims.pk})

    with everywhere():
        assert set(page.context["form"].fields["category"].queryset) == {billing, claims}
    with in_scope(claims.tenant_id):
        assert Arrival.objects.get().tenant_id == claims.tenant_id


def test_chosen_mails_are_processed_again_or_left(
    client_for: Clients, ada: User, nordlicht_account: MailAccount
) -> None:
    one, two = make_held(nordlicht_account), make_held(nordlicht_account)
    browser = client_for(ada)

    browser.post(url("again"), {"selected": [one.pk]})
    browser.post(url("leave"), {"selected": [two.pk]})

    with everywhere():
        assert [arrival.state for arrival in Arrival.objects.order_by("id")] == ["waiting", "done"]
    assert [job.arguments["tenant_id"] for job in waiting_jobs("drain")][-1] == nordlicht_account.tenant_id


def test_what_another_decided_is_said(
    client_for: Clients, htmx_for: Clients, ada: User, nordlicht_account: MailAccount, billing: Category
) -> None:
    gone = make_arrival(nordlicht_account, state="done", outcome="ignored", reason="decided")

    shown = client_for(ada).get(url("show", gone.pk))
    late = client_for(ada).post(url("ticket", gone.pk), {"category": billing.pk})
    again = htmx_for(ada).post(url("again"), {"selected": [gone.pk]})

    assert shown["Location"] == url("held")
    assert "Somebody else has decided on this mail" in late.content.decode()
    assert again.status_code == 409


def test_who_may_only_read_may_not_decide(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, nordlicht_service: Any, billing: Category
) -> None:
    reader = make_user("Lea Leser")
    make_grant(reader, make_role("Leser", {"supervisor.access", "intake.read"}), nordlicht_service)
    held = make_held(nordlicht_account)
    browser = client_for(reader, nordlicht)

    assert "You may see held mail, but not decide on it." in browser.get(url("show", held.pk)).content.decode()
    assert browser.post(url("ticket", held.pk), {"category": billing.pk}).status_code == 403
    assert browser.post(url("again"), {"selected": [held.pk]}).status_code == 403
    assert browser.post(url("leave"), {"selected": [held.pk]}).status_code == 403


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


def test_the_days_of_an_account_add_up_and_lead_to_their_mails(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    today = timezone.localdate()
    held = make_held(nordlicht_account)
    make_arrival(nordlicht_account)
    old = make_held(nordlicht_account, stored_at=clock.now() - timedelta(days=1))
    browser = client_for(sven, nordlicht)

    lines = browser.get(url("days", nordlicht_account.pk)).context["lines"]

    assert [line.counts.day for line in lines] == [today - timedelta(days=back) for back in range(14)]
    assert [(line.counts.received, line.counts.held, line.counts.waiting) for line in lines[:3]] == [
        (2, 1, 1),
        (1, 1, 0),
        (0, 0, 0),
    ]
    assert held.pk in ids(browser.get(lines[0].url))
    assert ids(browser.get(lines[1].url)) == [old.pk]
    assert lines[2].url == ""


def test_the_comparison_with_the_mailbox_is_shown_and_asked_for(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    browser = client_for(sven, nordlicht)
    page = url("days", nordlicht_account.pk)
    before = browser.get(page).content.decode()
    _checked(nordlicht_account, listed=9, known=7, missing=["1:4", "1:5"])

    after = browser.get(page).content.decode()
    asked = browser.post(url("check", nordlicht_account.pk))

    assert "has not been compared" in before
    assert "2 mails lie in the mailbox and are not in the ledger." in after
    assert "Fetch now" in after
    assert (asked.status_code, asked.headers["Location"]) == (302, page)
    assert [job.arguments for job in waiting_jobs("check_folder")] == [
        {"tenant_id": nordlicht.pk, "account_id": nordlicht_account.pk}
    ]


def test_a_folder_with_scans_is_not_compared(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    folder = make_account(nordlicht, protocol="folder", channel="letter")
    browser = client_for(sven, nordlicht)

    page = browser.get(url("days", folder.pk)).content.decode()
    browser.post(url("check", folder.pk))

    assert url("check", folder.pk) not in page
    assert "Compared with the mailbox" not in page
    assert waiting_jobs("check_folder") == []


def test_what_kept_us_from_comparing_is_said(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    _checked(nordlicht_account, trouble="sign_in")

    page = client_for(sven, nordlicht).get(url("days", nordlicht_account.pk)).content.decode()

    assert "refused the sign-in" in page
    assert "Nothing is missing" not in page


def test_the_days_of_a_general_account_are_the_installations(
    client_for: Clients, sven: User, ada: User, nordlicht: Tenant, general_account: MailAccount
) -> None:
    assert client_for(sven, nordlicht).get(url("days", general_account.pk)).status_code == 403
    assert client_for(ada, nordlicht).get(url("days", general_account.pk)).status_code == 200


def _checked(account: MailAccount, **values: Any) -> None:
    with in_scope(account.owner):
        FolderCheck.objects.create(
            tenant_id=account.tenant_id,
            account=account,
            account_owner=account.owner,
            day=timezone.localdate(),
            checked_at=clock.now(),
            **values,
        )


def test_a_held_mail_is_put_to_a_request_that_was_searched_for(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(sven, nordlicht)

    found = browser.get(url("show", held.pk), {"words": ticket.subject[:8]})
    response = browser.post(url("to-ticket", held.pk), {"number": str(ticket.number)})

    assert [each.pk for each in found.context["tickets"]] == [ticket.pk]
    assert response.headers["Location"] == url("held")
    with in_scope(nordlicht):
        assert Arrival.objects.get(pk=held.pk).ticket_id == ticket.pk


def test_without_a_request_nothing_is_put_anywhere(
    client_for: Clients,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_ticket: Ticket,
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(sven, nordlicht)

    empty = browser.post(url("to-ticket", held.pk), {})
    foreign = browser.post(url("to-ticket", held.pk), {"number": str(alpina_ticket.number)})

    assert (empty.status_code, foreign.status_code) == (422, 422)
    assert "Choose the request that the mail belongs to." in empty.content.decode()
    assert "There is no open request with this number here." in foreign.content.decode()


def test_a_request_that_one_may_not_read_is_not_offered(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, supervisor_role: Role
) -> None:
    stranger = make_user("Udo Unger")
    make_grant(stranger, supervisor_role, make_group_tree(nordlicht))
    held = make_held(nordlicht_account)
    browser = client_for(stranger, nordlicht)

    found = browser.get(url("show", held.pk), {"words": str(ticket.number)})
    put = browser.post(url("to-ticket", held.pk), {"number": str(ticket.number)})

    assert (found.context["tickets"], put.status_code) == ([], 422)


def test_several_held_mails_are_put_to_one_request(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    held = [make_held(nordlicht_account).pk for _mail in range(2)]
    browser = client_for(sven, nordlicht)

    asked = browser.post(url("place"), {"selected": held})
    found = browser.post(url("place"), {"selected": held, "words": ticket.subject[:8]})
    empty = browser.post(url("place"), {"selected": held, "number": ""})
    put = browser.post(url("place"), {"selected": held, "number": str(ticket.number)})

    assert (asked.status_code, found.context["tickets"], empty.status_code) == (200, [ticket], 422)
    assert put.headers["Location"] == url("held")
    with in_scope(nordlicht):
        assert set(Arrival.objects.values_list("ticket_id", flat=True)) == {ticket.pk}


def test_mails_of_two_tenants_are_put_to_no_request_together(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    ticket: Ticket,
) -> None:
    held = [make_held(nordlicht_account).pk, make_held(alpina_account).pk]

    put = client_for(ada).post(url("place"), {"selected": held, "number": str(ticket.number)})

    assert put.status_code == 422
    with everywhere():
        assert set(Arrival.objects.values_list("state", flat=True)) == {"held"}
