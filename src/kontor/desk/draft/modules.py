"""Text modules for a draft: found while one types, put in filled."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.brought_pictures import note_pictures
from kontor.answers.domain.reply_language import language_name
from kontor.answers.domain.switching import about_draft
from kontor.answers.domain.voice import voice_of_draft
from kontor.answers.models import Draft
from kontor.desk.doors import get_draft, is_borrowed
from kontor.desk.draft.context import place_of
from kontor.kernel.html import plain_text_from_html
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.texts.domain.module_search import FoundModule, all_shortcuts, search_modules
from kontor.texts.domain.module_use import count_use, offered_module, texts_of
from kontor.texts.domain.rendering import fill_html
from kontor.ui.htmx import fragment

LONGEST_PREVIEW = 600


@require_GET
def found(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The modules that fit ``q``, with what they say. ``category`` looks in another one, ``all`` in all languages."""
    draft = get_draft(request, draft_id)
    tenant_id, category_id = voice_of_draft(draft).tenant.pk, _category(request, draft)
    language = "" if request.GET.get("all") == "1" else draft.language
    modules = search_modules(
        request.GET.get("q", "")[:100], tenant_id=tenant_id, category_id=category_id, language=language
    )
    texts = texts_of([module.id for module in modules], tenant_id=tenant_id)
    context: dict[str, Any] = {
        "draft": draft,
        "place": place_of(draft),
        "modules": [_shown(module, texts.get(module.id, "")) for module in modules],
        "q": request.GET.get("q", ""),
    }
    return fragment(request, "desk/draft/modules.html", context, partial="options")


@require_POST
def put_in(request: DeskRequest, draft_id: int, module_id: int) -> HttpResponse:
    """The module filled in for this draft; counted as used. The editor puts it into place."""
    draft = get_draft(request, draft_id)
    borrowed = draft.ticket is not None and is_borrowed(request, draft.ticket)
    about = about_draft(draft, author=request.user)
    only_in = about.category.pk if borrowed and about.tenant.pk == draft.tenant_id else None
    module = offered_module(module_id, tenant_id=about.tenant.pk, only_in=only_in)
    if module is None:
        raise Http404
    filled = fill_html(module.html, about.facts(draft.language))
    count_use(module)
    note_pictures(draft, filled.content)
    return JsonResponse({"html": filled.content, "text": plain_text_from_html(filled.content), "name": module.name})


@require_GET
def shortcuts(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The shortcuts that expand in this draft, small letters, each with its module's id and name."""
    draft = get_draft(request, draft_id)
    category = about_draft(draft, author=request.user).category
    known = all_shortcuts(tenant_id=category.tenant_id, category_id=category.pk, language=draft.language)
    return JsonResponse({key: [module.id, module.name] for key, module in known.items()})


def categories_of(request: DeskRequest, draft: Draft) -> list[Any]:
    """The categories of the tenant that speaks in the draft whose modules the person may look through."""
    tenant_id = voice_of_draft(draft).tenant.pk
    return [one for one in request.access.categories("tickets.read") if one.tenant_id == tenant_id]


def _category(request: DeskRequest, draft: Draft) -> int:
    own: Category = about_draft(draft, author=request.user).category
    asked = request.GET.get("category", "")
    chosen = int(asked) if asked.isdecimal() and len(asked) < 19 else own.pk
    return chosen if chosen in {one.id for one in categories_of(request, draft)} else own.pk


def _shown(module: FoundModule, html: str) -> dict[str, Any]:
    text = plain_text_from_html(html)
    preview = text if len(text) <= LONGEST_PREVIEW else f"{text[:LONGEST_PREVIEW].rstrip()} …"
    return {"module": module, "preview": preview, "language": language_name(module.language) if module.language else ""}
