"""The versions of a stylesheet: two of them side by side, and an earlier one in force again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.kernel.errors import Refused
from kontor.letters.domain.stylesheets import restore_version, version_numbered, versions_of
from kontor.letters.models import Stylesheet, StylesheetVersion
from kontor.org.middleware import DeskRequest
from kontor.supervisor.reply_templates.versions import side_by_side
from kontor.supervisor.tenants.pdf.access import READ, WRITE, get_stylesheet
from kontor.supervisor.tenants.pdf.stylesheets import editor_url
from kontor.texts.domain.template_versions import lines_between
from kontor.ui.htmx import fragment, message, redirect

PAGE = "supervisor/tenants/pdf/compare.html"


@require_GET
def compare(request: DeskRequest, tenant_id: int, stylesheet_id: int, version_number: int) -> HttpResponse:
    """This version beside another: the one of ``?with=``, else the one in force."""
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=READ)
    versions = versions_of(sheet)
    old = _numbered(sheet, version_number)
    asked = request.GET.get("with", "")
    new = _numbered(sheet, int(asked)) if asked.isdecimal() and len(asked) < 10 else versions[0]
    context = {
        "tenant": sheet.tenant,
        "sheet": sheet,
        "old": old,
        "new": new,
        "versions": versions,
        "pairs": list(side_by_side(lines_between(old.css.split("\n"), new.css.split("\n")))),
        "differs": old.css != new.css,
        "is_latest": old.pk == versions[0].pk,
        "may_write": request.access.may(WRITE, tenant_id=tenant_id),
        "back": editor_url(sheet),
    }
    return fragment(request, PAGE, context)


@require_POST
def take_back(request: DeskRequest, tenant_id: int, stylesheet_id: int, version_number: int) -> HttpResponse:
    sheet = get_stylesheet(request, tenant_id, stylesheet_id, may=WRITE)
    posted = request.POST.get("version", "")
    version = int(posted) if posted.isdecimal() and len(posted) < 10 else 0
    restore_version(sheet, version_number, version=version, by=request.user)
    message(request, _("Version %(number)s is in force again.") % {"number": version_number})
    return redirect(request, editor_url(sheet))


def _numbered(sheet: Stylesheet, number: int) -> StylesheetVersion:
    try:
        return version_numbered(sheet, number)
    except Refused:
        raise Http404 from None
