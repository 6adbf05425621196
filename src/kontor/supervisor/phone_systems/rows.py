"""Trunks and dialled numbers: listed in their tab, added and changed in its form, removed one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.calls.domain.numbers import add_number, change_number, numbers_of, remove_number
from kontor.calls.domain.trunks import add_trunk, change_trunk, remove_trunk, trunks_of
from kontor.calls.models import PhoneSystem
from kontor.org.middleware import DeskRequest
from kontor.supervisor.phone_systems.access import READ, WRITE, get_number, get_system, get_trunk
from kontor.supervisor.phone_systems.row_forms import RowForm, asked_id
from kontor.supervisor.phone_systems.views import TEMPLATE, context_of, open_system, tab_url
from kontor.supervisor.saving import saves
from kontor.ui.conflict import Conflict, differences
from kontor.ui.htmx import message, redirect


@require_http_methods(["GET", "POST"])
def trunks(request: DeskRequest, system_id: int) -> HttpResponse:
    """``?row=`` fills the form with that trunk."""
    system = _system(request, system_id)

    def save(form: RowForm) -> object:
        if form.row is None:
            return add_trunk(system, **form.cleaned_data, by=request.user)
        return change_trunk(form.row, version=form.entered_version, **form.cleaned_data, by=request.user)

    return _answer(request, system, "trunks", list(trunks_of(system)), save)


@require_http_methods(["GET", "POST"])
def numbers(request: DeskRequest, system_id: int) -> HttpResponse:
    """``?row=`` fills the form with that number."""
    system = _system(request, system_id)

    def save(form: RowForm) -> object:
        if form.row is None:
            return add_number(system, **form.cleaned_data, by=request.user)
        return change_number(form.row, version=form.entered_version, **form.cleaned_data, by=request.user)

    return _answer(request, system, "numbers", list(numbers_of(system)), save)


@require_POST
def remove_trunk_view(request: DeskRequest, system_id: int, trunk_id: int) -> HttpResponse:
    system = get_system(request, system_id, may=WRITE)
    trunk = get_trunk(system, trunk_id)
    remove_trunk(trunk, by=request.user)
    message(request, _("“%(name)s” is removed.") % {"name": trunk.name})
    return redirect(request, tab_url(system, "trunks"))


@require_POST
def remove_number_view(request: DeskRequest, system_id: int, number_id: int) -> HttpResponse:
    system = get_system(request, system_id, may=WRITE)
    number = get_number(system, number_id)
    remove_number(number, by=request.user)
    message(request, _("“%(name)s” is removed.") % {"name": number.number})
    return redirect(request, tab_url(system, "numbers"))


def _system(request: DeskRequest, system_id: int) -> PhoneSystem:
    return get_system(request, system_id, may=WRITE if request.method == "POST" else READ)


def _answer(
    request: DeskRequest, system: PhoneSystem, tab: str, rows: list[Any], save: Callable[[RowForm], object]
) -> HttpResponse:
    asked = asked_id(request)
    mask = open_system(request, system, tab, query=f"?row={asked}" if asked else "")
    form = cast(RowForm, mask.form)
    context = {**context_of(request, mask), "rows": rows, "asked": asked, "add_url": tab_url(system, tab)}
    if mask.is_posted and form.is_valid():
        if form.row and form.entered_version != form.version:
            return mask.answer(request, TEMPLATE, context, conflict=Conflict(differences(form)))
        if saves(form, lambda: save(form)):
            return mask.saved(request, url=tab_url(system, tab))
    return mask.answer(request, TEMPLATE, context)
