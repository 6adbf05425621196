"""The mask of a template: new, and one tab at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kontor.letters.domain.letter_templates import copy_letter_template
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.reply_templates.access import READ, WRITE, get_template
from kontor.supervisor.reply_templates.forms import TEMPLATE_MASK, NewTemplateForm
from kontor.supervisor.reply_templates.tabs import context_of, tab_url
from kontor.supervisor.saving import saves
from kontor.texts.domain.templates import Saved, change_template, copy_template, create_template
from kontor.texts.models import ReplyTemplate
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import Mask, open_mask

TEMPLATE = "supervisor/reply_templates/edit.html"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:reply_templates:new")
    mask = open_mask(TEMPLATE_MASK, request, ReplyTemplate(), "general", url=lambda _key: here)
    form = cast(NewTemplateForm, mask.form)
    made: list[Saved] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: made.append(create(request, form))):
        template = made[0].template
        message(request, _("“%(name)s” is created. Now write its text.") % {"name": template.name})
        return redirect(request, tab_url(template, "contents"))
    return mask.answer(request, TEMPLATE, {"may_write": True})


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, template_id: int, tab: str = "general", language: str = "") -> HttpResponse:
    """One tab. The texts have one for each language too, with the language in the address."""
    template = get_template(request, template_id, may=READ)
    here = request.path if language else ""
    mask = open_mask(TEMPLATE_MASK, request, template, tab, url=lambda key: _url(template, key, tab, here))
    if not mask.is_posted:
        return mask.answer(request, TEMPLATE, context_of(request, template, mask))
    if mask.form is None or (tab not in _VALUES and not mask.tab.save):
        return HttpResponseNotAllowed(["GET"])
    need(request, WRITE, tenant_id=template.tenant_id)
    if mask.tab.save:
        return _save_by_tab(request, template, mask)
    form = cast(forms.Form, mask.form)
    if form.is_valid():
        if conflict := mask.conflict(template.version):
            return mask.answer(request, TEMPLATE, context_of(request, template, mask), conflict=conflict)
        saved: list[Saved] = []
        values = _VALUES[tab](request, template, mask)
        if saves(form, lambda: saved.append(_change(request, template, mask, values))):
            say_remarks(request, saved[0])
            return mask.saved(request, url=_after(request, mask))
    return mask.answer(request, TEMPLATE, context_of(request, template, mask))


def _save_by_tab(request: DeskRequest, template: ReplyTemplate, mask: Mask) -> HttpResponse:
    """The tab brings along how it is saved."""
    form = cast(forms.Form, mask.form)
    conflict = mask.tab.save(request, mask) if mask.tab.save and form.is_valid() else None
    if conflict or form.errors:
        return mask.answer(request, TEMPLATE, context_of(request, template, mask), conflict=conflict)
    return mask.saved(request)


@require_POST
def copy(request: DeskRequest, template_id: int) -> HttpResponse:
    """A second one with the same texts, assigned to no category."""
    template = get_template(request, template_id, may=WRITE)
    made = copy_template(template, by=request.user).template
    copy_letter_template(template, made, by=request.user)
    message(request, _("“%(name)s” is a copy, assigned to no category yet.") % {"name": made.name})
    return redirect(request, tab_url(made, "general"))


def say_remarks(request: DeskRequest, saved: Saved) -> None:
    """What else the saving has changed."""
    for remark in saved.remarks:
        message(request, remark, "info")


def create(request: DeskRequest, form: NewTemplateForm) -> Saved:
    tenant = form.cleaned_data["tenant"]
    need(request, WRITE, tenant_id=tenant.pk)
    return create_template(tenant, by=request.user, **form.values())


def _change(request: DeskRequest, template: ReplyTemplate, mask: Mask, values: dict[str, Any]) -> Saved:
    return change_template(template, version=mask.version, by=request.user, **cast(Any, values))


def _record(request: DeskRequest, template: ReplyTemplate, mask: Mask) -> dict[str, Any]:
    return cast(Any, mask.form).values()  # type: ignore[no-any-return]


def _content(request: DeskRequest, template: ReplyTemplate, mask: Mask) -> dict[str, Any]:
    language = str(context_of(request, template, mask)["language"])
    return {"contents": {language: cast(Any, mask.form).content()}}


_VALUES: dict[str, Callable[[DeskRequest, ReplyTemplate, Mask], dict[str, Any]]] = {
    "general": _record,
    "assignment": _record,
    "contents": _content,
}


def _url(template: ReplyTemplate, key: str, tab: str, here: str) -> str:
    return here if here and key == tab else tab_url(template, key)


def _after(request: DeskRequest, mask: Mask) -> str:
    """Back to the HTML when it was the HTML that was edited."""
    return f"{mask.url}?source=1" if request.POST.get("source") else mask.url
