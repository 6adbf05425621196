"""The versions of a template: two of them side by side, and an earlier one in force again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel.errors import Refused
from kontor.org.middleware import DeskRequest
from kontor.supervisor.reply_templates.access import READ, WRITE, get_template
from kontor.supervisor.reply_templates.forms import may_write
from kontor.supervisor.reply_templates.tabs import tab_url
from kontor.supervisor.reply_templates.views import say_remarks
from kontor.supervisor.rules.languages import language_names
from kontor.texts.domain.taking_back import restore_version
from kontor.texts.domain.template_versions import Line, compare, version_numbered, versions_of
from kontor.texts.models import ReplyTemplate, TemplateVersion
from kontor.ui.htmx import fragment, message, redirect


@dataclass(frozen=True)
class Pair:
    """A line before and after; a side is None where it has none."""

    before: str | None
    after: str | None

    @property
    def same(self) -> bool:
        return self.before == self.after


@require_GET
def compare_versions(request: DeskRequest, template_id: int, version_number: int) -> HttpResponse:
    """This version beside another: the one of ``?with=``, else the one in force."""
    template = get_template(request, template_id, may=READ)
    versions = versions_of(template)
    old = _numbered(template, version_number)
    asked = request.GET.get("with", "")
    new = _numbered(template, int(asked)) if asked.isdecimal() and len(asked) < 10 else versions[0]
    difference = compare(old.content, new.content)
    context: dict[str, Any] = {
        "template": template,
        "old": old,
        "new": new,
        "versions": versions,
        "fields": difference.fields,
        "texts": [(_heading(each.language), each, list(side_by_side(each.lines))) for each in difference.texts],
        "is_latest": old.pk == versions[0].pk,
        "may_write": may_write(request, template),
        "versions_url": tab_url(template, "versions"),
    }
    return fragment(request, "supervisor/reply_templates/compare.html", context)


@require_POST
def restore(request: DeskRequest, template_id: int, version_number: int) -> HttpResponse:
    """The version is in force again, as a new one."""
    template = get_template(request, template_id, may=WRITE)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else 0
    say_remarks(request, restore_version(template, version_number, version=seen, by=request.user))
    message(request, _("Version %(number)s is in force again.") % {"number": version_number})
    return redirect(request, tab_url(template, "versions"))


def side_by_side(lines: Iterable[Line]) -> list[Pair]:
    """What went stands beside what came in its place."""
    pairs: list[Pair] = []
    gone: list[str] = []
    come: list[str] = []
    for line in [*lines, Line(" ", "")]:
        if line.sign == "-" and not come:
            gone.append(line.text)
        elif line.sign == "+":
            come.append(line.text)
        else:
            pairs += _beside(gone, come)
            gone, come = ([line.text], []) if line.sign == "-" else ([], [])
            pairs += [Pair(line.text, line.text)] if line.sign == " " else []
    return pairs[:-1]


def _beside(gone: list[str], come: list[str]) -> list[Pair]:
    longest = max(len(gone), len(come))
    padded = [[*side, *([None] * (longest - len(side)))] for side in (gone, come)]
    return [Pair(before, after) for before, after in zip(*padded, strict=True)]


def _numbered(template: ReplyTemplate, number: int) -> TemplateVersion:
    try:
        return version_numbered(template, number)
    except Refused:
        raise Http404 from None


def _heading(language: str) -> str:
    return language_names([language])[0]
