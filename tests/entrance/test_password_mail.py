from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

from kontor.channels.enums import Security
from kontor.channels.models import MailAccount
from kontor.people.models import User
from tests.servers.smtp_sink import SmtpSink
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


@pytest.fixture
def sink(general_account: MailAccount) -> Iterator[SmtpSink]:
    """A mail server that the general account sends through."""
    sink = SmtpSink().start()
    server = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_security": Security.PLAIN}
    server |= {"username": "", "smtp_username": ""}
    with in_scope(0):
        MailAccount.objects.filter(pk=general_account.pk).update(**server)
    yield sink
    sink.stop()


def test_the_link_of_the_mail_leads_to_a_new_password(anybody: Browser, dora: User, sink: SmtpSink) -> None:
    anybody.post("/sign-in/password/", {"email": "dora@kontor.example"})

    run_jobs("send_password_mail")

    [kept] = sink.kept
    assert (kept.writer, kept.recipients) == ("info@kontor.example", ["dora@kontor.example"])
    assert (kept.mail["Subject"], kept.mail["Auto-Submitted"]) == ("A new password for Kontor", "auto-generated")
    text = kept.mail.get_content()
    assert "Good day, Dora Dahl," in text
    link = re.search(rf"{re.escape(settings.LINKS_LEAD_TO)}(/\S+)", text)
    assert link is not None
    assert b"For Dora Dahl." in anybody.get(link[1]).content


def test_for_an_unknown_address_nothing_is_sent(anybody: Browser, sink: SmtpSink) -> None:
    anybody.post("/sign-in/password/", {"email": "nobody@kontor.example"})

    assert run_jobs("send_password_mail") == 1
    assert sink.kept == []
