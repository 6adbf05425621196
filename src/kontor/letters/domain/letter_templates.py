"""What a template says about its letters: stylesheet, output directory, information block, enclosures."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line
from kontor.letters.models import LetterTemplate, Stylesheet
from kontor.people.models import User
from kontor.texts.domain.template_versions import keep_version_of_parts
from kontor.texts.models import ReplyTemplate

AUDITED = ("stylesheet", "output_directory", "information", "enclosures")
MOST_ENCLOSURES = 20


def letter_template_of(template: ReplyTemplate) -> LetterTemplate:
    """What is saved, or what holds without it: everything as the tenant says."""
    rows = LetterTemplate.objects.filter(template=template, tenant_id=template.tenant_id)
    found = rows.select_related("stylesheet").first()
    return found or LetterTemplate(tenant_id=template.tenant_id, template=template, version=0)


@transaction.atomic(savepoint=False)
def change_letter_template(
    template: ReplyTemplate,
    *,
    stylesheet: Stylesheet | None,
    output_directory: str,
    information: bool,
    enclosures: str,
    version: int,
    by: User | None,
) -> LetterTemplate:
    """A version of the template, too. Refused when somebody else saved since ``version``, and for a stylesheet that is
    not the tenant's."""
    template = ReplyTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    row = letter_template_of(template)
    if row.version != version:
        raise Refused(
            _("Somebody else has changed the template “%(name)s” in the meantime. Nothing was overwritten.")
            % {"name": template.name}
        )
    before = snapshot(row, AUDITED)
    row.stylesheet = _own(stylesheet, template)
    row.output_directory = one_line(output_directory)
    row.information = information
    row.enclosures = checked_enclosures(enclosures)
    row.version += 1
    row.save()
    if changes := difference(before, snapshot(row, AUDITED)):
        record_change("letters changed", template, by=by, tenant_id=template.tenant_id, changes=changes)
        keep_version_of_parts(template, by=by)
    return row


def copy_letter_template(template: ReplyTemplate, copy: ReplyTemplate, *, by: User | None) -> None:
    """The copy's letters look like the template's. A stylesheet that is deleted is left out."""
    row = letter_template_of(template)
    if row.version:
        stylesheet = row.stylesheet if row.stylesheet and row.stylesheet.deleted_at is None else None
        change_letter_template(
            copy,
            stylesheet=stylesheet,
            output_directory=row.output_directory,
            information=row.information,
            enclosures=row.enclosures,
            version=0,
            by=by,
        )


def checked_enclosures(enclosures: str) -> str:
    """The list as it is stored, one a line. Refused for more than a letter lists."""
    lines = [line for each in enclosures.splitlines() if (line := one_line(each))]
    if len(lines) > MOST_ENCLOSURES:
        raise Refused(_("A letter lists at most %(count)s enclosures.") % {"count": MOST_ENCLOSURES})
    return "\n".join(lines)


def _own(stylesheet: Stylesheet | None, template: ReplyTemplate) -> Stylesheet | None:
    if stylesheet is None:
        return None
    rows = Stylesheet.objects.living().select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=stylesheet.pk, tenant_id=template.tenant_id).first()
    if found is None:
        raise Refused(_("The chosen stylesheet is not there any more. Choose another one."))
    return found
