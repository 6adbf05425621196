"""Putting somebody on the block list."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kontor.intake.domain.block_list import block
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.org.middleware import DeskRequest
from kontor.supervisor.blocks.forms import BLOCK_MASK, WRITE, BlockForm
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/blocks/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:blocks:new")
    mask = open_mask(BLOCK_MASK, request, BlockEntry(), "general", url=lambda _key: here)
    form = cast(BlockForm, mask.form)
    made: list[BlockEntry] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: made.append(_block(request, form))):
        message(request, _("%(sender)s is blocked.") % {"sender": made[0].value})
        return redirect(request, reverse("supervisor:blocks:list"))
    return mask.answer(request, TEMPLATE)


def _block(request: DeskRequest, form: BlockForm) -> BlockEntry:
    values = form.cleaned_data
    need(request, WRITE, tenant_id=values["tenant"].pk)
    return block(
        values["tenant"],
        values["value"],
        action=BlockAction(values["action"]),
        note=values["note"],
        by=request.user,
    )
