"""What belongs to the installation, for who has every right in each tenant they work for; and for who may look at the
installation and has every right in one tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category, SystemGroup
from kontor.people.permissions import PERMISSIONS
from kontor.supervisor.tenant_files.access import READS
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls
from tests.factories.intake import make_held
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.tenants import make_tenant
from tests.supervisor.effective.reading import SETTING
from tests.supervisor.tenants.assistant.test_views import GENERAL
from tests.support.client import Browser
from tests.support.scoping import everywhere

Client = Callable[..., Browser]


@pytest.fixture
def browser(client_of_both: Client) -> Browser:
    return client_of_both(*PERMISSIONS)


@pytest.fixture
def keeper(client_for: Client, nordlicht: Tenant, nordlicht_system: SystemGroup) -> Callable[..., Browser]:
    """Somebody with these rights for the installation, and all in Nordlicht."""

    def make(*rights: str) -> Browser:
        person = make_user()
        make_grant(person, make_role(permissions=rights))
        make_grant(person, make_role(permissions=PERMISSIONS), nordlicht_system)
        return client_for(person, nordlicht)

    return make


def rows(response: Any) -> list[Any]:
    return [row.item for row in response.context["listing"].rows]


def test_unfiled_mail_is_not_met(
    keeper: Callable[..., Browser], general_account: MailAccount, nordlicht_account: MailAccount
) -> None:
    """Who keeps something else of the installation has its rows in their scope."""
    unfiled, ours = make_held(general_account), make_held(nordlicht_account)
    browser = keeper("roles.read")

    listed = rows(browser.get(reverse("supervisor:arrivals:list")))
    answers = [browser.get(reverse("supervisor:arrivals:show", args=[each.pk])) for each in (unfiled, ours)]

    assert listed == [ours]
    assert [answer.status_code for answer in answers] == [404, 200]


def test_unfiled_mail_goes_to_tenants_where_one_decides(
    keeper: Callable[..., Browser], general_account: MailAccount, billing: Category, claims: Category
) -> None:
    unfiled = make_held(general_account)

    page = keeper("intake.read").get(reverse("supervisor:arrivals:show", args=[unfiled.pk]))

    with everywhere():
        assert list(page.context["form"].fields["category"].queryset) == [billing]


def test_a_certificate_on_the_machine_is_not_chosen(browser: Browser, alpina_account: MailAccount) -> None:
    page = browser.get(reverse("supervisor:accounts:tab", args=[alpina_account.pk, "receiving"]))

    assert page.context["mask"].form.fields["ca_file"].disabled


def test_nobody_is_said_to_see_all_values_or_to_change_them_for_all(browser: Browser) -> None:
    page = browser.get(reverse("supervisor:effective:where", args=[SETTING]))

    assert (page.context["sees_all"], page.context["system_url"]) == (False, "")


def test_the_retention_of_the_installation_is_not_set(browser: Browser) -> None:
    page = browser.get(reverse("supervisor:privacy:tenants"))

    assert page.context["may_set"] is False


def test_tenants_are_not_created(browser: Browser, alpina: Tenant) -> None:
    listed = browser.get(reverse("supervisor:tenants:list"))
    shown = browser.get(reverse("supervisor:tenants:edit", args=[alpina.pk]))
    begun = browser.post(reverse("supervisor:tenants:assistant-start"), GENERAL)

    assert [listed.context["new_url"], listed.context["action_url"], shown.context["like_url"]] == ["", "", ""]
    assert begun.status_code == 403


def test_roles_and_telephone_systems_are_not_created(browser: Browser, keeper: Callable[..., Browser]) -> None:
    connect_calls()

    roles = browser.get(reverse("supervisor:roles:list"))
    systems = keeper("phone_systems.read").get(reverse("supervisor:phone-systems:list"))

    assert [roles.context["new_url"], roles.context["restore_url"], systems.context["new_url"]] == ["", "", ""]


def test_deleted_tenants_are_not_listed_for_restoring(keeper: Callable[..., Browser]) -> None:
    gone = make_tenant("Weg", deleted_at=clock.now())
    url = reverse("supervisor:tenants:deleted")

    assert rows(keeper("tenants.read").get(url)) == []
    assert rows(keeper("tenants.write").get(url)) == [gone]


def test_a_file_is_looked_at_and_not_applied(keeper: Callable[..., Browser]) -> None:
    browser = keeper(*READS)
    file = SimpleUploadedFile("nord.yaml", b"format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n")

    page = browser.get(reverse("supervisor:tenant_files:files"))
    looked = browser.post(reverse("supervisor:tenant_files:files"), {"file": file})

    assert [page.context["may_apply"], looked.context["may_apply"]] == [False, False]
