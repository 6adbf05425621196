"""The sums of an account's days, and what the daily comparison with its folder has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.channels.enums import Protocol
from kontor.channels.errors import sentence_of
from kontor.channels.models import MailAccount
from kontor.intake.domain.checking import ask_for_check, latest_check
from kontor.intake.domain.ledger import DayCounts, counts_by_day
from kontor.intake.models import FolderCheck
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import get_account
from kontor.supervisor.arrivals.links import ledger_url
from kontor.ui.htmx import fragment, message, redirect

DAYS = 14


@dataclass(frozen=True)
class Line:
    """A day with its sums and the way to its mails."""

    counts: DayCounts
    url: str


@require_GET
def days(request: DeskRequest, account_id: int) -> HttpResponse:
    account = get_account(request, account_id, may="intake.read")
    today = timezone.localdate(clock.now())
    counts = counts_by_day(account, today - timedelta(days=DAYS - 1), today)
    check = latest_check(account)
    context = {
        "account": account,
        "lines": [Line(each, _url(request, account, each)) for each in counts],
        "check": check,
        "trouble": _trouble(account, check) if check and check.trouble else "",
        "is_folder": account.protocol == Protocol.FOLDER,
        "may_check": account.active and request.access.may("intake.decide", tenant_id=account.owner),
    }
    return fragment(request, "supervisor/arrivals/days.html", context)


@require_POST
def check(request: DeskRequest, account_id: int) -> HttpResponse:
    account = get_account(request, account_id, may="intake.decide")
    if account.protocol == Protocol.FOLDER:
        raise Refused(_("A folder with scans is not compared: what was taken does not lie there any more."))
    ask_for_check(account.owner, account.pk)
    message(request, _("The mailbox is being compared with the ledger. What is missing is fetched."))
    return redirect(request, reverse("supervisor:arrivals:days", args=[account.pk]))


def _trouble(account: MailAccount, check: FolderCheck) -> str:
    values = {"host": account.host, "port": account.port, "folder": account.folder, "detail": "…", "seconds": 0}
    return sentence_of(check.trouble, values)


def _url(request: DeskRequest, account: MailAccount, counts: DayCounts) -> str:
    return ledger_url(request, account, day=counts.day.isoformat()) if counts.received else ""
