"""What the editor shows about template, language and recipients of a draft."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kontor.answers.domain.reply_language import language_for, language_name, reply_language, why_language
from kontor.answers.domain.switching import BY_HAND, is_untouched, may_change_template, offer_after_recategorizing
from kontor.answers.domain.voice import template_of, voice_of_draft
from kontor.answers.models import Draft
from kontor.desk.draft.recipients import marks_of
from kontor.tickets.models import Ticket

USUAL = ("de", "en")


def place_of(draft: Draft) -> str:
    """The page on which the draft is written."""
    if draft.ticket:
        return reverse("desk:ticket:show", args=[draft.ticket.number])
    return reverse("desk:new:write", args=[draft.pk])


def writing_context(draft: Draft, ticket: Ticket | None = None) -> dict[str, Any]:
    """``ticket`` is the draft's, as it was loaded for its page.

    One statement for the recipients; a second one once the ticket has another category, one more for a lent ticket.
    """
    if ticket:
        draft.ticket = ticket
    voice = voice_of_draft(draft)
    return {
        "speaks": voice.tenant,
        "shown_template": template_of(draft, voice),
        "draft_place": place_of(draft),
        "languages": _languages(draft),
        "language_why": _why(draft),
        "may_change_template": may_change_template(_tenant(draft), draft),
        "untouched": is_untouched(draft),
        "template_offer": offer_after_recategorizing(draft),
        "marked": marks_of(draft, [*draft.to, *draft.cc, *draft.bcc]),
    }


def _languages(draft: Draft) -> list[tuple[str, str]]:
    wanted = reply_language(draft.ticket).code if draft.ticket else ""
    known = [*getattr(draft, "template_languages", []), draft.language, wanted, _tenant(draft).language, *USUAL]
    codes = list(dict.fromkeys(filter(None, known)))
    return sorted(((code, language_name(code)) for code in codes), key=lambda pair: pair[1])


def _why(draft: Draft) -> str:
    wanted = reply_language(draft.ticket) if draft.ticket else language_for(draft.customer, _tenant(draft))
    return why_language(draft.language, wanted, chosen=bool(draft.options.get(BY_HAND)))


def _tenant(draft: Draft) -> Any:
    about = draft.ticket or draft.category
    assert about is not None
    return about.tenant
