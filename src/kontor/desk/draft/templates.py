"""Another template or another language for a draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.by_letter import is_letter
from kontor.answers.domain.reply_language import language_name
from kontor.answers.domain.starting_text import StartingText
from kontor.answers.domain.suggest import reply_subject
from kontor.answers.domain.switching import (
    about_draft,
    find_template,
    keep_text,
    place_template,
    take_template,
    template_kind,
)
from kontor.answers.domain.voice import template_of, voice_of_draft
from kontor.answers.models import Draft
from kontor.desk.doors import get_draft
from kontor.desk.draft.context import place_of
from kontor.kernel.text import sort_key_german
from kontor.org.middleware import DeskRequest
from kontor.texts.domain.choosing import Offered, offered_templates
from kontor.texts.enums import TemplateKind
from kontor.texts.models import ReplyTemplate
from kontor.ui.htmx import fragment, message, redirect

SHOWN = 50


@require_GET
def offered(request: DeskRequest, draft_id: int) -> HttpResponse:
    """The templates that may be taken in the category, the suggested one first; ``q`` narrows them."""
    draft = get_draft(request, draft_id)
    category = about_draft(draft, author=request.user).category
    rows = [row for kind in _kinds(draft) for row in offered_templates(category, kind)]
    words = sort_key_german(request.GET.get("q", "")[:100]).split()
    fitting = [row for row in rows if all(word in sort_key_german(row.name) for word in words)]
    context = {"draft": draft, "place": place_of(draft), "templates": [_shown(row) for row in fitting[:SHOWN]]}
    return fragment(request, "desk/draft/templates.html", context | {"q": request.GET.get("q", "")}, partial="options")


@require_POST
def take(request: DeskRequest, draft_id: int) -> HttpResponse:
    """Take the template or the language. ``how`` says what becomes of the text.

    ``text``: the answer is the new text, and the editor puts it into place (with ``beside=1`` below what is there);
    ``files`` says whether other files go out now. ``keep``: the text stays. ``place``: without scripts; it is put into
    the draft here, below what was typed.
    """
    draft = get_draft(request, draft_id)
    language = request.POST.get("language", "")[:8]
    how = request.POST.get("how", "place")
    if how == "keep":
        keep_text(draft, language=language, by=request.user)
        return JsonResponse({"language": draft.language})
    suggested = request.POST.get("suggested") == "1"
    template = _template(request, draft)
    if how == "text":
        before = _files(draft)
        beside = request.POST.get("beside") == "1"
        text = take_template(draft, template, language=language, suggested=suggested, beside=beside, by=request.user)
        return JsonResponse({**shown_text(draft, text), "files": _files(draft) != before})
    place_template(draft, template, language=language, suggested=suggested, by=request.user)
    message(request, _("The text of the template stands in the draft."))
    return redirect(request, place_of(draft))


def _kinds(draft: Draft) -> list[TemplateKind]:
    """A letter may wear a template for replies as well."""
    kinds = [template_kind(draft), *([TemplateKind.REPLY] if is_letter(draft) else [])]
    return list(dict.fromkeys(kinds))


def _template(request: DeskRequest, draft: Draft) -> ReplyTemplate | None:
    """The template that is named, else the one the draft has; the suggested one where there is neither."""
    value = request.POST.get("template", "")
    if not value:
        return template_of(draft, voice_of_draft(draft))
    template = find_template(draft, int(value)) if value.isdecimal() and len(value) < 19 else None
    if template is None:
        raise Http404
    return template


def shown_text(draft: Draft, text: StartingText) -> dict[str, Any]:
    """The text for the editor, with the name of its template and its subject."""
    name, template_id = (text.template.name, text.template.pk) if text.template else ("", "")
    subject = reply_subject(draft.ticket, text.subject) if draft.ticket else text.subject
    words = {"html": text.html, "text": text.text, "language": text.language, "subject": subject}
    return {**words, "template": name, "id": template_id}


def _files(draft: Draft) -> list[int]:
    return list(draft.files.filter(inline=False).values_list("pk", flat=True))


def _shown(row: Offered) -> dict[str, Any]:
    return {"row": row, "languages": ", ".join(language_name(code) for code in row.languages)}
