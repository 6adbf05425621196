"""Reading earlier mail anew: what the present parser would store otherwise, and repairs by choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.intake.domain.repairing import repair, take_back
from kontor.intake.domain.shadow import OPEN, ask_for_shadow, cancel, shadow_runs
from kontor.intake.models import ShadowDifference, ShadowRun
from kontor.kernel import clock
from kontor.kernel.text import without_bidi
from kontor.org.domain.category_queries import tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.supervisor.arrivals.access import account_choices_for, account_of_choice, get_run, may_see
from kontor.supervisor.arrivals.forms import PeriodForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.ui.htmx import fragment, message, redirect, wants_fragment
from kontor.ui.listing import selected

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LATEST = 30
A_PAGE = 25
BEFORE, LENGTH = 60, 400
"""Characters shown before the first that differs, and in all."""

FIELDS: dict[str, StrOrPromise] = {
    "subject": _("Subject"),
    "from_name": _("Name of the sender"),
    "from_address": _("Sender"),
    "reply_to": _("Answers go to"),
    "to": _("Recipients"),
    "cc": _("Copies"),
    "text": _("Text"),
    "html": _("Text with formatting"),
    "message_id": _("Message-ID"),
    "in_reply_to": _("Answers the mail"),
    "references": _("Refers to"),
    "sent_at": _("Date"),
    "remarks": _("Remarks"),
    "kind": _("Kind"),
    "files": _("Attachments"),
    "readable": _("Readable"),
}


@dataclass(frozen=True)
class Pair:
    """A field with both values, cut to where they differ."""

    label: StrOrPromise
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """A difference; without ``pairs`` for somebody who may not read the request."""

    difference: ShadowDifference
    fields: list[StrOrPromise]
    pairs: list[Pair]
    may_repair: bool


@require_http_methods(["GET", "POST"])
def runs(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "intake.decide")
    tenants = tenant_choices_with(request.access, "intake.decide")
    today = timezone.localdate(clock.now())
    form = PeriodForm(request.POST or None, tenants=tenants, accounts=account_choices_for(request), today=today)
    begun: list[ShadowRun] = []
    if request.method == "POST" and form.is_valid() and saves(form, lambda: begun.append(_ask(request, form))):
        return redirect(request, reverse("supervisor:arrivals:shadow-run", args=[begun[0].pk]))
    latest = shadow_runs(request.access.tenants_with("intake.decide"))[:LATEST]
    context = {"form": form, "runs": latest}
    return fragment(
        request, "supervisor/arrivals/shadow.html", context, status=422 if request.method == "POST" else 200
    )


@require_GET
def show(request: DeskRequest, shadow_id: int) -> HttpResponse:
    run = get_run(request, shadow_id)
    going_on = run.state in OPEN
    if wants_fragment(request) and not going_on:  # what was found stands outside of the part that asks
        return redirect(request, request.get_full_path())
    rows = run.differences.select_related("message__ticket__tenant", "arrival__account").order_by("id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "going_on": going_on,
        "page": page,
        "found": [_shown(request, difference) for difference in page],
    }
    return fragment(request, "supervisor/arrivals/shadow_run.html", context)


@require_POST
def stop(request: DeskRequest, shadow_id: int) -> HttpResponse:
    run = get_run(request, shadow_id)
    cancel(run)
    return _back(request, run)


@require_POST
def mend(request: DeskRequest, shadow_id: int) -> HttpResponse:
    run = get_run(request, shadow_id)
    count = _apply(request, run, repair)
    message(
        request,
        ngettext("%(count)s message was repaired.", "%(count)s messages were repaired.", count) % {"count": count},
    )
    return _back(request, run)


@require_POST
def undo(request: DeskRequest, shadow_id: int) -> HttpResponse:
    run = get_run(request, shadow_id)
    count = _apply(request, run, take_back)
    words = ngettext("%(count)s message is as it was.", "%(count)s messages are as they were.", count)
    message(request, words % {"count": count})
    return _back(request, run)


def _ask(request: DeskRequest, form: PeriodForm) -> ShadowRun:
    entered = form.cleaned_data
    need(request, "intake.decide", tenant_id=entered["tenant"])
    account = account_of_choice(entered["account"]) if entered["account"] else None
    return ask_for_shadow(
        entered["tenant"], first=entered["first"], last=entered["last"], account=account, by=request.user
    )


def _apply(request: DeskRequest, run: ShadowRun, verb: Callable[..., int]) -> int:
    rows = run.differences.filter(pk__in=selected(request)).select_related("message__ticket")
    chosen = [row for row in rows if row.message and may_see(request, row.message.ticket)]
    return verb(chosen, by=request.user)


def _back(request: DeskRequest, run: ShadowRun) -> HttpResponse:
    return redirect(request, reverse("supervisor:arrivals:shadow-run", args=[run.pk]))


def _shown(request: DeskRequest, difference: ShadowDifference) -> Shown:
    visible = difference.message is None or may_see(request, difference.message.ticket)
    names = [name for name in FIELDS if name in difference.changes]
    pairs = [_pair(name, *difference.changes[name]) for name in names] if visible else []
    fields = [FIELDS[name] for name in names]
    return Shown(difference, fields, pairs, may_repair=visible and difference.message is not None)


def _pair(name: str, before: Any, after: Any) -> Pair:
    was, now = _words(name, before), _words(name, after)
    start = max(_first_difference(was, now) - BEFORE, 0)
    return Pair(FIELDS[name], _cut(was, start), _cut(now, start))


def _words(name: str, value: Any) -> str:
    if name == "readable":
        return str(_("Yes") if value else _("No"))
    if name == "files":
        return ", ".join(mark.rpartition(" ")[0] for mark in value)
    if name in ("to", "cc"):
        return ", ".join(f"{each[0]} <{each[1]}>" if each[0] else each[1] for each in value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _first_difference(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _cut(text: str, start: int) -> str:
    part = without_bidi(text[start : start + LENGTH])
    return ("…" if start else "") + part + ("…" if len(text) > start + LENGTH else "")
