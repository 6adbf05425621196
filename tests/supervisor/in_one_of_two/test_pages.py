"""What the page of a thing offers to who may look at it in one tenant, and has every right in another."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.privacy.enums import ErasureState
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import REOPEN_DAYS
from tests.factories.escalations import make_replay
from tests.factories.intake import make_held
from tests.factories.people import make_user
from tests.factories.privacy import make_erasure
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

Client = Callable[..., Browser]


def test_an_account_is_tried_where_one_may_write_accounts(
    client_of_both: Client, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    browser = client_of_both("accounts.read")
    urls = [
        reverse("supervisor:accounts:test-progress", args=[account.pk])
        for account in (nordlicht_account, alpina_account)
    ]

    parts = [browser.get(url, headers={"HX-Request": "true"}) for url in urls]

    assert [part.context["may_write"] for part in parts] == [True, False]


def test_an_account_leads_to_its_mail_and_its_tenant_where_one_may_see_them(
    client_of_both: Client, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    browser = client_of_both("accounts.read")

    pages = [
        browser.get(reverse("supervisor:accounts:tab", args=[account.pk, "state"])).context
        for account in (nordlicht_account, alpina_account)
    ]

    shown = [[bool(page[url]) for url in ("ledger_url", "days_url", "tenant_url")] for page in pages]
    assert shown == [[True] * 3, [False] * 3]


def test_a_fallback_is_set_with_the_account_where_one_may_write_categories(
    client_of_both: Client, alpina: Tenant, alpina_account: MailAccount, claims: Category
) -> None:
    entered = {
        "address": alpina_account.address,
        "name": alpina_account.name,
        "tenant": alpina.pk,
        "fallback": claims.pk,
        "active": "on",
        "version": "1",
    }
    url = reverse("supervisor:accounts:tab", args=[alpina_account.pk, "general"])

    assert client_of_both("accounts.read", "accounts.write").post(url, entered).status_code == 403


def test_a_category_leads_to_new_acknowledgements_where_one_may_write_templates(
    client_of_both: Client, billing: Category, claims: Category
) -> None:
    browser = client_of_both("categories.read", "templates.read")

    urls = [reverse("supervisor:categories:tab", args=[one.pk, "acknowledgements"]) for one in (billing, claims)]

    assert [bool(browser.get(url).context["new_acknowledgement_url"]) for url in urls] == [True, False]


def test_who_has_set_something_is_told_where_one_may_read_the_log(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    for tenant, by in ((nordlicht, anna), (alpina, carla)):
        with in_scope(tenant):
            change_tenant_settings(tenant, {REOPEN_DAYS.key: 23}, version=tenant.version, by=by)
    browser = client_of_both("tenants.read")

    pages = [browser.get(f"/supervisor/effective/tenant/{each.pk}/").content.decode() for each in (nordlicht, alpina)]

    assert [anna.name in pages[0], carla.name in pages[1]] == [True, False]


def test_an_erasure_is_cancelled_where_one_may(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    erasures = [make_erasure(tenant, state=ErasureState.WAITING) for tenant in (nordlicht, alpina)]
    browser = client_of_both("privacy.read")

    pages = [browser.get(reverse("supervisor:privacy:show", args=[each.pk])) for each in erasures]

    assert [page.context["may_cancel"] for page in pages] == [True, False]


def test_a_dry_run_is_stopped_where_one_may_change_what_it_tries(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    replays = [make_replay(tenant) for tenant in (nordlicht, alpina)]
    browser = client_of_both("service_levels.read")

    pages = [browser.get(reverse("supervisor:replays:show", args=[each.pk])) for each in replays]

    assert [page.context["may_write"] for page in pages] == [True, False]


def test_a_person_is_explained_in_the_tenants_whose_people_one_sees(
    client_of_both: Client, nordlicht: Tenant, bela: User
) -> None:
    page = client_of_both("tickets.read").get(f"/supervisor/users/{bela.pk}/reach/")

    assert [each.tenant.id for each in page.context["reach"]] == [nordlicht.pk]
    assert "Alpina Kundenservice" not in page.content.decode()


def test_mail_is_put_to_requests_where_one_decides(
    client_of_both: Client,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    ticket: Ticket,
    claims: Category,
) -> None:
    tickets = [ticket, make_ticket(claims)]
    held = [make_held(account) for account in (nordlicht_account, alpina_account)]
    browser = client_of_both("intake.read", "tickets.read")

    pages = [
        browser.get(reverse("supervisor:arrivals:show", args=[mail.pk]), {"words": str(one.number)})
        for mail, one in zip(held, tickets, strict=True)
    ]

    assert [page.context["tickets"] for page in pages] == [[ticket], []]


def test_a_group_is_filled_where_one_may_write_people_and_categories(
    client_of_both: Client, nordlicht_service: AgentGroup, alpina_service: AgentGroup, anna: User, carla: User
) -> None:
    make_user("Neu Niemand")
    browser = client_of_both("groups.read")
    groups = (nordlicht_service, alpina_service)

    pages = [browser.get(reverse("supervisor:groups:edit", args=["agent", group.pk])).context for group in groups]

    shown = [(page["members_form"] is not None, bool(page["new_category_url"])) for page in pages]
    assert shown == [(True, True), (False, False)]
