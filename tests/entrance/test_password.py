from __future__ import annotations

import pytest
from django.conf import settings

from kontor.channels.models import MailAccount
from kontor.people.domain.passwords import reset_token
from kontor.people.models import Session, User
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope

NEW = "a new and long enough one"


@pytest.fixture
def general(general_account: MailAccount) -> MailAccount:
    """A general account that can send."""
    with in_scope(0):
        MailAccount.objects.filter(pk=general_account.pk).update(smtp_host="127.0.0.1", smtp_port=2525)
    return general_account


def test_without_a_general_account_one_is_sent_to_an_administrator(anybody: Browser) -> None:
    assert b"Ask an administrator to give you a new password." in anybody.get("/sign-in/password/").content


@pytest.mark.parametrize("email", ["dora@kontor.example", "nobody@kontor.example"])
def test_the_answer_is_the_same_whether_the_address_exists(
    anybody: Browser, dora: User, general: MailAccount, email: str
) -> None:
    page = anybody.post("/sign-in/password/", {"email": email}).content.decode()

    assert f"If {email} belongs to a user, a mail with a link is on its way." in page
    job = waiting_jobs("send_password_mail")[0]
    assert job.arguments == {
        "tenant_id": 0,
        "user_id": dora.pk if email.startswith("dora") else 0,
        "address": settings.LINKS_LEAD_TO,
        "language": "en",
    }


@pytest.mark.parametrize("host", ["127.0.0.1:6666", "localhost:6666", "testserver:6666"])
def test_the_link_leads_where_the_installation_is_whatever_host_a_request_names(
    anybody: Browser, dora: User, general: MailAccount, host: str
) -> None:
    asked = anybody.post("/sign-in/password/", {"email": "dora@kontor.example"}, headers={"host": host})

    assert asked.status_code == 200
    assert waiting_jobs("send_password_mail")[0].arguments["address"] == settings.LINKS_LEAD_TO
    assert "6666" not in settings.LINKS_LEAD_TO


def test_a_host_that_is_not_ours_is_not_answered(anybody: Browser, dora: User, general: MailAccount) -> None:
    asked = anybody.post("/sign-in/password/", {"email": "dora@kontor.example"}, headers={"host": "evil.example"})

    assert asked.status_code == 400
    assert waiting_jobs("send_password_mail") == []


def test_at_most_three_mails_an_hour(anybody: Browser, dora: User, general: MailAccount) -> None:
    for _time in range(5):
        anybody.post("/sign-in/password/", {"email": "dora@kontor.example"})

    ids = [job.arguments["user_id"] for job in waiting_jobs("send_password_mail")]
    assert ids == [dora.pk] * 3 + [0] * 2


def test_a_new_password_by_link(anybody: Browser, dora: User) -> None:
    url = f"/sign-in/password/{reset_token(dora)}/"
    assert b"For Dora Dahl." in anybody.get(url).content

    assert anybody.post(url, {"password": "short", "again": "short"}).status_code == 422
    assert anybody.post(url, {"password": NEW, "again": "another"}).status_code == 422
    assert anybody.post(url, {"password": NEW, "again": NEW}).headers["Location"] == "/sign-in/"

    dora.refresh_from_db()
    assert dora.check_password(NEW)
    assert anybody.get(url).status_code == 410
    assert Session.objects.filter(user=dora).count() == 0


def test_a_forged_link_says_so(anybody: Browser) -> None:
    response = anybody.get("/sign-in/password/nonsense/")

    assert response.status_code == 410
    assert b"This link is not good any more" in response.content
