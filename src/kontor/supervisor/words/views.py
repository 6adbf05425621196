"""Adding words to the list: one, or many lines."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.spelling.domain.words import Imported, import_words
from kontor.spelling.models import Word
from kontor.supervisor.doors import need, need_anywhere
from kontor.supervisor.saving import saves
from kontor.supervisor.words.forms import WORD_MASK, WRITE, WordsForm
from kontor.ui.htmx import message, redirect
from kontor.ui.mask import open_mask

TEMPLATE = "supervisor/words/edit.html"
NAMED = 5


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, WRITE)
    here = reverse("supervisor:words:new")
    mask = open_mask(WORD_MASK, request, Word(), "general", url=lambda _key: here)
    form = cast(WordsForm, mask.form)
    done: list[Imported] = []
    if mask.is_posted and form.is_valid() and saves(form, lambda: done.append(_import(request, form))):
        _say(request, done[0])
        return redirect(request, reverse("supervisor:words:list"))
    return mask.answer(request, TEMPLATE)


def _import(request: DeskRequest, form: WordsForm) -> Imported:
    values = form.cleaned_data
    need(request, WRITE, tenant_id=values["tenant"].pk)
    return import_words(values["tenant"], values["words"].split("\n"), language=values["language"], by=request.user)


def _say(request: DeskRequest, done: Imported) -> None:
    sentence = ngettext("%(count)s word is added.", "%(count)s words are added.", done.added)
    message(request, sentence % {"count": done.added})
    if done.unusable:
        named = ", ".join(done.unusable[:NAMED])
        message(request, _("These lines are not single words and were left out: %(lines)s") % {"lines": named}, "near")
