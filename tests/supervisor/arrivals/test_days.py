"""The days of an account, and the comparison with its mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.models import FolderCheck
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival, make_held
from tests.supervisor.arrivals.conftest import Clients, ids, url
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope


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
