"""The word list with its proposals: accept, refuse, delete."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.spelling import engine
from kontor.spelling.domain.words import accept_words, delete_words, refuse_words, words_in_scope
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word
from kontor.supervisor import cells
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import allowed, need_anywhere
from kontor.supervisor.rules.languages import language_names
from kontor.supervisor.words.forms import EVERY_LANGUAGE, READ, WRITE
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected


def _language(word: Word) -> str:
    return language_names([word.language])[0] if word.language else str(EVERY_LANGUAGE)


WORDS = Listing(
    "words",
    _("Word list"),
    columns=(
        Column("word", _("Word"), sort="word", filter=Text(), fixed=True, template="supervisor/words/_word.html"),
        Column("language", _("Right in"), _language, sort="language"),
        Column(
            "state",
            _("State"),
            lambda word: WordState(word.state).label,
            sort="state",
            filter=Choice("state", choices=lambda: list(WordState.choices)),
        ),
        Column("proposed_by", _("Proposed by"), "proposed_by.name", labelled=True),
        Column("created_at", _("Since"), sort="created_at", cell=cells.moment, labelled=True),
        Column("decided_by", _("Decided by"), "decided_by.name", labelled=True),
        tenant_column(READ),
    ),
    default_sort=("word",),
    colour=lambda word: int(word.tenant.colour),
    actions=(
        Action(pgettext_lazy("word", "Accept"), "supervisor:words:accept", icon="done", permission=WRITE),
        Action(pgettext_lazy("word", "Refuse"), "supervisor:words:refuse", icon="x", permission=WRITE),
        Action(
            _("Delete"),
            "supervisor:words:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen words? They will be marked as errors again, and may be proposed again."),
        ),
    ),
)


@require_GET
def words(request: DeskRequest) -> HttpResponse:
    """How many proposals wait stands above the list, with the way to them."""
    need_anywhere(request, READ)
    rows = words_in_scope().filter(tenant_id__in=request.access.tenants_with(READ))
    context = {
        "new_url": reverse("supervisor:words:new") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("No words yet"),
        "empty_text": _(
            "Add names of products and places that dictionaries do not know; agents propose from the editor."
        ),
        "proposals": rows.filter(state=WordState.PROPOSED).count(),
        "proposals_url": f"{reverse('supervisor:words:list')}?filter-state={WordState.PROPOSED}",
        "missing": engine.missing(),
        "install": engine.INSTALL,
    }
    return WORDS.answer(request, rows, "supervisor/words/list.html", context)


@require_POST
def accept(request: DeskRequest) -> HttpResponse:
    count = accept_words(_chosen(request), by=request.user)
    return _done(request, ngettext("%(count)s word is right now.", "%(count)s words are right now.", count), count)


@require_POST
def refuse(request: DeskRequest) -> HttpResponse:
    count = refuse_words(_chosen(request), by=request.user)
    return _done(request, ngettext("%(count)s word is refused.", "%(count)s words are refused.", count), count)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    count = delete_words(_chosen(request), by=request.user)
    return _done(request, ngettext("%(count)s word is deleted.", "%(count)s words are deleted.", count), count)


def _chosen(request: DeskRequest) -> list[Word]:
    return allowed(request, words_in_scope().filter(pk__in=selected(request)).order_by("pk"), WRITE)


def _done(request: DeskRequest, sentence: str, count: int) -> HttpResponse:
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:words:list"))
