"""What the tabs of a template's mask show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.supervisor.audit.links import history_url
from kontor.supervisor.reply_templates.content_forms import is_designed, language_of, shows_source
from kontor.supervisor.reply_templates.forms import may_write
from kontor.supervisor.reply_templates.insertions import insertions
from kontor.supervisor.rules.languages import LANGUAGES, language_names
from kontor.supervisor.uses import with_addresses
from kontor.texts.domain.template_queries import content_in, languages_of
from kontor.texts.domain.template_versions import versions_of
from kontor.texts.domain.usage import uses_of
from kontor.texts.enums import IncludePart
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket
from kontor.ui.mask import Mask

MOST_TICKETS = 12


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool


def tab_url(template: ReplyTemplate, tab: str) -> str:
    return reverse("supervisor:reply_templates:tab", args=[template.pk, tab])


def content_url(template: ReplyTemplate, language: str, name: str = "content") -> str:
    return reverse(f"supervisor:reply_templates:{name}", args=[template.pk, language])


def context_of(request: DeskRequest, template: ReplyTemplate, mask: Mask) -> dict[str, Any]:
    """What the mask shows beside the form of its tab."""
    context: dict[str, Any] = {
        "may_write": may_write(request, template),
        "mask_colour": template.tenant.colour,
        "history_url": history_url(request, template),
        "is_include": bool(template.part),
    }
    if mask.tab.key == "contents":
        return context | _contents(request, template)
    if mask.tab.key == "versions":
        return context | {"versions": versions_of(template)}
    if mask.tab.key == "usage":
        return context | {"uses": with_addresses(uses_of(template))}
    return context


def tickets_to_show(request: DeskRequest, template: ReplyTemplate) -> list[Ticket]:
    """The latest tickets that the person may read, of the template's categories, of any where it has none."""
    rows = visible_to(request.access).filter(tenant_id=template.tenant_id)
    categories = list(template.assignments.values_list("category_id", flat=True))
    if categories:
        rows = rows.filter(category_id__in=categories)
    return list(rows.select_related("customer", "category").order_by("-received_at", "-pk")[:MOST_TICKETS])


def _contents(request: DeskRequest, template: ReplyTemplate) -> dict[str, Any]:
    language = language_of(request, template)
    saved = languages_of(template)
    codes = list(dict.fromkeys([*saved, language]))
    links = [
        LanguageLink(code, name, content_url(template, code), code == language)
        for code, name in zip(codes, language_names(codes), strict=True)
    ]
    others = [code for code in LANGUAGES if code not in codes]
    source = shows_source(request, template)
    return {
        "language": language,
        "languages": links,
        "other_languages": sorted(zip(others, language_names(others), strict=True), key=lambda pair: pair[1]),
        "is_saved": language in saved,
        "is_source": source,
        "can_be_rich": source and template.part != IncludePart.LAYOUT and not is_designed(_html(template, language)),
        "is_style": template.part == IncludePart.STYLE,
        "insertions": insertions(template, language),
        "tickets": tickets_to_show(request, template),
        "content_url": content_url(template, language),
        "preview_url": content_url(template, language, "preview"),
        "remove_url": content_url(template, language, "remove"),
        "any_language_url": tab_url(template, "contents"),
    }


def _html(template: ReplyTemplate, language: str) -> str:
    return content_in(template, language).html
