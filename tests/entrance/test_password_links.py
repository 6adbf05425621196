"""The link to a new password leads to the house itself, whatever a request calls it."""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import urlencode

from kontor.channels.models import MailAccount
from kontor.people.models import User
from tests.support.jobs import waiting_jobs
from tests.support.processes import web
from tests.support.scoping import in_scope


def test_without_an_address_of_its_own_it_leads_where_the_server_listens(
    committed_db: str, dora: User, general_account: MailAccount
) -> None:
    with in_scope(0):
        MailAccount.objects.filter(pk=general_account.pk).update(smtp_host="127.0.0.1", smtp_port=2525)

    with web(committed_db) as house:
        url = f"{house.url}/sign-in/password/"
        with urllib.request.urlopen(url, timeout=60) as page:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
            cookie = page.headers["Set-Cookie"].partition(";")[0]
        assert token
        typed = urlencode({"csrfmiddlewaretoken": token[1], "email": "dora@kontor.example"}).encode()
        headers = {"Cookie": cookie, "Host": "localhost:6666"}
        with urllib.request.urlopen(urllib.request.Request(url, typed, headers), timeout=60) as asked:
            assert asked.status == 200

    [job] = waiting_jobs("send_password_mail")
    assert (job.arguments["user_id"], job.arguments["address"]) == (dora.pk, house.url)
