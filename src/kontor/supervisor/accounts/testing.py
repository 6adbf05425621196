"""Testing an account's connections: a worker does it, the page watches."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from kontor.channels.domain.connection_tests import ask_for_test, shown_test
from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest
from kontor.supervisor.accounts.access import get_account
from kontor.ui.htmx import fragment, redirect, wants_fragment

TEMPLATE = "supervisor/accounts/_test.html"


@require_POST
def begin(request: DeskRequest, account_id: int) -> HttpResponse:
    """With the saved settings; what is entered and not saved is not tried."""
    account = get_account(request, account_id, may="accounts.write")
    ask_for_test(account, language=get_language() or "")
    return _progress(request, account)


@require_GET
def progress(request: DeskRequest, account_id: int) -> HttpResponse:
    return _progress(request, get_account(request, account_id, may="accounts.read"))


def _progress(request: DeskRequest, account: MailAccount) -> HttpResponse:
    if not wants_fragment(request):
        state = reverse("supervisor:accounts:tab", args=[account.pk, "state"])
        return redirect(request, f"{state}#connection-test-{account.pk}")
    may_write = request.access.may("accounts.write", tenant_id=account.owner)
    context = {"account": account, "test": shown_test(account), "may_write": may_write, "by_htmx": True}
    return fragment(request, TEMPLATE, context)
