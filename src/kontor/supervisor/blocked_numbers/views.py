"""Blocking a caller."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.calls.domain.blocking import block_number
from kontor.calls.models import BlockedNumber
from kontor.org.middleware import DeskRequest
from kontor.supervisor.blocked_numbers.access import BLOCK, enter
from kontor.supervisor.blocked_numbers.forms import MASK, BlockedNumberForm
from kontor.supervisor.blocked_numbers.lists import FOLDER
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    enter(request)
    here = reverse("supervisor:blocked_numbers:new")
    mask = open_mask(MASK, request, BlockedNumber(), "general", url=lambda _key: here)
    form = cast(BlockedNumberForm, mask.form)
    made: list[BlockedNumber] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: made.append(_block(request, form))):
        message(request, _("Calls from %(number)s are rejected from now on.") % {"number": made[0].number})
        return redirect(request, reverse("supervisor:blocked_numbers:list"))
    return mask.answer(request, f"{FOLDER}/edit.html")


def _block(request: DeskRequest, form: BlockedNumberForm) -> BlockedNumber:
    values = form.cleaned_data
    need(request, BLOCK, tenant_id=values["tenant"].pk)
    return block_number(values["tenant"], values["number"], reason=values["reason"], by=request.user)
