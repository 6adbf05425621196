"""The editor of a stylesheet: CSS on one side, a real letter on the other."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kontor.kernel.errors import ReasonNeeded
from kontor.letters.domain.assets import assets_of
from kontor.letters.domain.last_good import flaw_in_words
from kontor.letters.domain.samples import Length, sample
from kontor.letters.domain.stylesheet_checks import (
    LONGEST,
    Looked,
    Problem,
    StylesheetRefused,
    check_of,
    look_at,
)
from kontor.letters.domain.stylesheets import change_stylesheet, uses_of, versions_of
from kontor.letters.models import Stylesheet
from kontor.letters.rendering.supplied import SUPPLIED
from kontor.org.after import LookThenAnswer
from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.doors import need
from kontor.supervisor.saving import saves
from kontor.supervisor.tenants.pdf.access import READ, WRITE, get_stylesheet
from kontor.supervisor.tenants.pdf.postage import back_to_tab
from kontor.supervisor.tenants.pdf.preview import answer_preview
from kontor.supervisor.tenants.pdf.stylesheets import PLACE, editor_url
from kontor.supervisor.uses import with_addresses
from kontor.ui.conflict import Conflict, differences, version_to_show
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.mask import switch_off
from kontor.ui.refusals import ask_why

PAGE = "supervisor/tenants/pdf/stylesheet.html"


class StylesheetForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("A stylesheet needs a name.")},
    )
    css = forms.CharField(
        label=gettext_lazy("Stylesheet (CSS)"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "rows": 26,
                "class": "control--code",
                "spellcheck": "false",
                "wrap": "off",
                "data-behaviour": "supervisor/css-editor",
            }
        ),
    )

    def __init__(self, data: Any, *, saved: Stylesheet) -> None:
        super().__init__(data, initial={"name": saved.name, "css": saved.css})

    def clean_css(self) -> str:
        return str(self.cleaned_data["css"]).replace("\r\n", "\n")


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    """What is refused stays in the form; the saved stylesheet stays in force. A letter is made to try what was typed,
    while no transaction waits for it."""
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=READ)
    form = StylesheetForm(request.POST if request.method == "POST" else None, saved=sheet)
    if not form.is_bound:
        return _answer(request, sheet, form)
    need(request, WRITE, tenant_id=tenant_id)
    if not form.is_valid():
        return _answer(request, sheet, form)
    version = _entered_version(request)
    if version != sheet.version:
        return _answer(request, sheet, form, conflict=Conflict(differences(form)))
    css = form.cleaned_data["css"]
    look = look_at(sheet.tenant, css) if css != sheet.css else (lambda: Looked(css, ()))
    return LookThenAnswer(look, lambda looked: _save(request, tenant_id, stylesheet_id, version, looked))


def _save(request: DeskRequest, tenant_id: int, stylesheet_id: int, version: int, looked: Looked) -> HttpResponse:
    """With the rows and rights of now: somebody may have saved or deleted it while the letter was made."""
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE)
    form = StylesheetForm(request.POST, saved=sheet)
    form.is_valid()
    if version != sheet.version:
        return _answer(request, sheet, form, conflict=Conflict(differences(form)))
    problems: list[Problem] = []

    def verb() -> None:
        try:
            change_stylesheet(sheet, **form.cleaned_data, version=version, by=request.user, looked=looked)
        except StylesheetRefused as refused:
            problems.extend(refused.problems)
            raise

    try:
        saved = saves(form, verb)
    except ReasonNeeded as needed:  # nobody else answers it here: the view is over
        return ask_why(request, str(needed))
    if saved:
        message(request, _("The stylesheet is saved. Letters look like this from now on."))
        return redirect(request, editor_url(sheet))
    return _answer(request, sheet, form, problems=problems)


def _entered_version(request: DeskRequest) -> int:
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdecimal() and len(posted) < 10 else 0


@require_POST
def preview(request: DeskRequest, tenant_id: int, stylesheet_id: int) -> HttpResponse:
    """A sample letter with what stands in the form, and what in it has no effect."""
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=READ)
    css = request.POST.get("css", sheet.css)[:LONGEST].replace("\r\n", "\n")
    length = request.POST.get("length", "")
    letter = sample(sheet.tenant, length if length in Length.values else Length.ORDINARY, css=css)
    return answer_preview(request, letter, check_of(sheet.tenant, css))


def _answer(
    request: DeskRequest,
    sheet: Stylesheet,
    form: StylesheetForm,
    *,
    problems: list[Problem] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    may_write = request.access.may(WRITE, tenant_id=sheet.tenant_id)
    if not may_write:
        switch_off(form)
    context = {
        "tenant": sheet.tenant,
        "sheet": sheet,
        "shown_version": version_to_show(form, entered=_entered_version(request), saved=sheet.version),
        "form": form,
        "conflict": conflict,
        "flaw": flaw_in_words(sheet),
        "problems": problems or [],
        "may_write": may_write,
        "versions": versions_of(sheet),
        "uses": with_addresses(uses_of(sheet)),
        "pictures": list(assets_of(sheet.tenant)),
        "lengths": Length.choices,
        "length": Length.ORDINARY,
        "supplied": SUPPLIED.get(sheet.supplied, ""),
        "history_url": history_url(request, sheet),
        "back": back_to_tab(request, sheet.tenant_id, PLACE),
    }
    status = 409 if conflict else 422 if form.is_bound and (form.errors or problems) else 200
    return fragment(request, PAGE, context, status=status)
