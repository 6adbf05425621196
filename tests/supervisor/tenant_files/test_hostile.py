"""Files that mean harm, and secrets: nothing is carried out, nothing is repeated."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.channels.models import MailAccount
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.supervisor.tenant_files.test_files import ACCOUNT, NORD, URL, seen_in, upload
from tests.support.scoping import everywhere

SECRET = "hunter2-and-more"
HOSTILE = {
    "Tags (!) are not allowed. Write the value alone.": "x: !!python/object/apply:os.system [id]\n",
    "Anchors and references (&amp; and *) are not allowed. Write it out.": "x: &a [1]\ny: *a\n",
    "&lt;script&gt;alert(1)&lt;/script&gt;": "closing_codes: [{code: A, name: B, <script>alert(1)</script>: C}]\n",
}
"""Files by what the page says of them."""


@pytest.fixture
def browser(client_for: Any, ada: User, nordlicht: Tenant) -> Any:
    return client_for(ada, nordlicht)


@pytest.mark.parametrize("sentence", HOSTILE)
def test_a_hostile_file_is_refused_with_its_line(browser: Any, sentence: str) -> None:
    answer = browser.post(URL, {"file": upload(NORD + HOSTILE[sentence])})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 3" in page
    assert sentence in page
    assert "<script>alert(1)" not in page


def test_a_secret_is_shown_and_kept_nowhere_but_in_its_account(
    browser: Any, nordlicht: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither where applying is refused, nor where it works."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.request")
    broken = NORD + ACCOUNT + "telephony: {system: Nowhere}\n"
    answers = []
    for text in (broken, NORD + ACCOUNT):
        looked = browser.post(URL, {"file": upload(text)})
        form = {"file": upload(text), "apply": "1", "seen": seen_in(looked.content.decode()), "secret-0": SECRET}
        answers += [looked, browser.post(URL, form)]
    answers.append(browser.get(URL))
    answers.append(browser.get(f"{URL}export/{nordlicht.pk}/"))

    assert [answer.status_code for answer in answers] == [200, 422, 200, 302, 200, 200]
    with everywhere():
        assert MailAccount.objects.get(tenant=nordlicht).password == SECRET
        written = repr(list(AuditEntry.objects.values_list("changes", "label", "reason")))
    said = [answer.content.decode() for answer in answers]
    assert [SECRET in text for text in (*said, caplog.text, written)] == [False] * 8
    assert "password" in written
    assert "Unprocessable" in caplog.text
