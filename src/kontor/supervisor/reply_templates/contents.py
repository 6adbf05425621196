"""A template's text in one language: taken away, and seen beforehand as a mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kontor.org.middleware import DeskRequest
from kontor.supervisor.reply_templates.access import READ, WRITE, get_template
from kontor.supervisor.reply_templates.content_forms import content_form
from kontor.supervisor.reply_templates.tabs import tab_url
from kontor.supervisor.reply_templates.views import say_remarks
from kontor.texts.domain.pictures import Picture
from kontor.texts.domain.placeholders import Facts, example_facts, facts_of
from kontor.texts.domain.previews import as_seen, preview_of
from kontor.texts.domain.syntax import place
from kontor.texts.domain.templates import change_template
from kontor.texts.models import ReplyTemplate, TemplateContent
from kontor.tickets.domain.queries import visible_to
from kontor.ui.htmx import message, redirect

FOLDER = "supervisor/reply_templates"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'none'; form-action 'none'; "
    "sandbox allow-same-origin; frame-ancestors 'self'"
)


@require_POST
def remove(request: DeskRequest, template_id: int, language: str) -> HttpResponse:
    """Take the text in this language away. It stays in the versions."""
    template = get_template(request, template_id, may=WRITE)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else 0
    say_remarks(request, change_template(template, version=seen, by=request.user, contents={language: None}))
    message(request, _("The text in this language is deleted. It is kept in the versions."))
    return redirect(request, tab_url(template, "contents"))


@require_POST
def preview(request: DeskRequest, template_id: int, language: str) -> HttpResponse:
    """What is entered so far as a mail, as a page of its own for a sandboxed frame. Nothing is saved.

    ``ticket`` gives the facts, one that the person may read; without one they are made up. ``dark`` shows the mail as
    a mail program in dark mode does, ``plain`` its plain text.
    """
    template = get_template(request, template_id, may=READ)
    content = _entered(request, template, language)
    seen = preview_of(template, content, _facts(request, template, language))
    dark = request.POST.get("dark") == "1"
    context = {"language": language, "dark": dark, "preview": seen, "missing": [place(name) for name in seen.missing]}
    if request.POST.get("plain") == "1":
        response = render(request, f"{FOLDER}/preview_plain.html", context)
    else:
        html = as_seen(seen.mail.html, dark=dark, pictures=_addresses(seen.mail.pictures))
        response = HttpResponse(_in_frame(html, context))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _in_frame(document: str, context: Mapping[str, Any]) -> str:
    """The mail with what stands above it in a mail program, and with what is missing marked."""
    style = render_to_string(f"{FOLDER}/_preview_style.html", dict(context))
    head = render_to_string(f"{FOLDER}/_preview_head.html", dict(context))
    return document.replace("</head>", f"{style}</head>", 1).replace("<body>", f"<body>{head}", 1)


def _entered(request: DeskRequest, template: ReplyTemplate, language: str) -> TemplateContent:
    """The content as it is typed, as far as it is one."""
    form = cast(Any, content_form(request, template, request.POST, None))
    form.is_valid()
    values = {name: str(form.cleaned_data.get(name, "")) for name in ("subject", "html", "text")}
    return TemplateContent(tenant_id=template.tenant_id, template=template, language=language, **values)


def _facts(request: DeskRequest, template: ReplyTemplate, language: str) -> Facts:
    chosen = request.POST.get("ticket", "")
    if not chosen:
        return example_facts(template.tenant, language)
    rows = visible_to(request.access).filter(tenant_id=template.tenant_id).select_related("customer", "category")
    ticket = rows.filter(number=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
    if ticket is None:
        raise Http404
    return facts_of(tenant=template.tenant, language=language, ticket=ticket, author=request.user)


def _addresses(pictures: tuple[Picture, ...]) -> Mapping[str, str]:
    return {
        each.content_id: f"{reverse('supervisor:library:content', args=[each.file_id])}?show=1" for each in pictures
    }
