"""An agreement: how it stands now, its terms, and what the two sides say to it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.escalations.domain.agreement_queries import running_loans, with_people
from kontor.escalations.domain.agreements import (
    both_sides,
    change_agreement,
    confirm,
    create_agreement,
    opposite,
    switch,
    withdraw,
)
from kontor.escalations.domain.overflow import look
from kontor.escalations.domain.replay_content import agreement_content
from kontor.escalations.enums import ReplayKind
from kontor.escalations.models import Agreement
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.overflow import words
from kontor.supervisor.overflow.access import READ, WRITE, Opened, need_both, open_agreement
from kontor.supervisor.overflow.forms import AGREEMENT_MASK, NewAgreementForm, TermsForm
from kontor.supervisor.replays.beginning import begin, is_asked_for
from kontor.supervisor.saving import saves
from kontor.ui.htmx import fragment, message, redirect, wants_fragment
from kontor.ui.mask import open_mask

MOST_SHOWN = 200
FIRST_THRESHOLD, FIRST_AFTER = 100, 240
"""What a new agreement says until its terms are filled in: requests, and minutes of working time."""


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    form = NewAgreementForm(request.access, request.POST if request.method == "POST" else None)
    made: list[Agreement] = []
    if form.is_bound and form.is_valid() and saves(form, lambda: made.append(_create(form, request))):
        message(request, _("The agreement “%(name)s” is created. Now say what is agreed.") % {"name": made[0].name})
        return redirect(request, reverse("supervisor:overflow:terms", args=[made[0].pk]))
    form.leave_out_lender()
    return fragment(request, "supervisor/overflow/new.html", {"form": form}, status=422 if form.errors else 200)


def _create(form: NewAgreementForm, request: DeskRequest) -> Agreement:
    values = form.cleaned_data
    return create_agreement(
        values["lender"],
        name=values["name"],
        category=values["category"],
        threshold=FIRST_THRESHOLD,
        after=FIRST_AFTER,
        by=request.user,
    )


@require_GET
def show(request: DeskRequest, agreement_id: int) -> HttpResponse:
    """For htmx what it does now and why, and what is lent: the page asks for it twice a minute."""
    opened = open_agreement(request, agreement_id, may=READ)
    context = _context(opened) | {"renewed": wants_fragment(request)}
    return fragment(request, "supervisor/overflow/show.html", context, partial="now")


@require_http_methods(["GET", "POST"])
def terms(request: DeskRequest, agreement_id: int) -> HttpResponse:
    opened = open_agreement(request, agreement_id, may=WRITE)
    need_both(opened)
    agreement = opened.agreement
    here = reverse("supervisor:overflow:terms", args=[agreement.pk])
    mask = open_mask(AGREEMENT_MASK, request, agreement, "terms", url=lambda _key: here)
    form = cast(TermsForm, mask.form)
    form.fields["name"].widget.attrs["autofocus"] = not form.is_bound and agreement.version == 1
    context: dict[str, Any] = {"opened": opened, "agreement": agreement, "mask_colour": agreement.lender_colour}
    if mask.is_posted and form.is_valid():
        tried: list[dict[str, Any]] = []
        if is_asked_for(request):
            if saves(form, lambda: tried.append(_tried(agreement, form))):
                return begin(request, ReplayKind.AGREEMENT, agreement.tenant, agreement.pk, tried[0])
            return mask.answer(request, "supervisor/overflow/terms.html", context)
        if conflict := mask.conflict(agreement.version):
            return mask.answer(request, "supervisor/overflow/terms.html", context, conflict=conflict)
        values = cast(Any, form.cleaned_data)
        if saves(form, lambda: change_agreement(agreement, version=mask.version, by=request.user, **values)):
            said = _("The agreement “%(name)s” is saved.") % {"name": values["name"]}
            return mask.saved(request, said, url=reverse("supervisor:overflow:show", args=[agreement.pk]))
    return mask.answer(request, "supervisor/overflow/terms.html", context)


def _tried(agreement: Agreement, form: TermsForm) -> dict[str, Any]:
    with both_sides(agreement):
        return agreement_content(agreement, form.cleaned_data)


@require_POST
def agree(request: DeskRequest, agreement_id: int) -> HttpResponse:
    """Confirm the terms that were read, for each side the person answers for."""
    opened = open_agreement(request, agreement_id, may=WRITE)
    posted = request.POST.get("terms", "")
    read = int(posted) if posted.isdecimal() and len(posted) < 10 else 0
    confirm(opened.agreement, sides=opened.writes, terms=read, by=request.user)
    message(request, _("Confirmed for %(tenants)s.") % {"tenants": _written(opened)})
    return redirect(request, reverse("supervisor:overflow:show", args=[agreement_id]))


@require_POST
def disagree(request: DeskRequest, agreement_id: int) -> HttpResponse:
    opened = open_agreement(request, agreement_id, may=WRITE)
    withdraw(opened.agreement, sides=opened.writes, by=request.user)
    message(request, _("The confirmation is taken back and the agreement is switched off."))
    return redirect(request, reverse("supervisor:overflow:show", args=[agreement_id]))


@require_POST
def turn_on(request: DeskRequest, agreement_id: int) -> HttpResponse:
    opened = open_agreement(request, agreement_id, may=WRITE)
    switch(opened.agreement, on=True, by=request.user)
    message(request, _("The agreement is switched on; it is looked at every minute."))
    return redirect(request, reverse("supervisor:overflow:show", args=[agreement_id]))


@require_POST
def turn_off(request: DeskRequest, agreement_id: int) -> HttpResponse:
    opened = open_agreement(request, agreement_id, may=WRITE)
    switch(opened.agreement, on=False, by=request.user)
    message(request, _("The agreement is switched off. What waited at the borrower is back."))
    return redirect(request, reverse("supervisor:overflow:show", args=[agreement_id]))


def _written(opened: Opened) -> str:
    return ", ".join(side.name for side in opened.sides if side.id in opened.writes)


def _context(opened: Opened) -> dict[str, Any]:
    with both_sides(opened.agreement):
        agreement = with_people(opened.agreement)
        outlook = look(agreement)
        loans = list(running_loans(agreement)[:MOST_SHOWN])
        circle = opposite(agreement)
    return {
        "opened": opened,
        "agreement": agreement,
        "condition": words.condition(agreement),
        "terms": words.terms(agreement),
        "reasons": words.reasons(outlook, sees_lender=opened.sees_lender),
        "summary": words.summary(outlook),
        "outlook": outlook,
        "loans": loans,
        "circle": circle,
    }
