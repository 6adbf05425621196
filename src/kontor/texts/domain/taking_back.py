"""An earlier version of a template in force again."""

from __future__ import annotations

from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.people.models import User
from kontor.texts.domain.documents import TemplateValues, values_from
from kontor.texts.domain.exchange_parts import take_in_parts
from kontor.texts.domain.template_versions import version_numbered
from kontor.texts.domain.templates import Saved, change_template
from kontor.texts.models import ReplyTemplate


@transaction.atomic(savepoint=False)
def restore_version(template: ReplyTemplate, number: int, *, version: int, by: User | None) -> Saved:
    """The template is as it was in that version, with what packages above said of it: as a new version, or as two
    where both are different. The internal name was the same anyway.

    What the version speaks of and the tenant has no more (categories, accounts, parts, files) is left out; the result
    says so. Refused when somebody else saved since ``version``, and for texts that name an include that is gone.
    """
    document = version_numbered(template, number).content
    reading = values_from(document, template.tenant_id)
    languages = set(template.contents.values_list("language", flat=True))
    contents = dict.fromkeys(languages) | dict(reading.values["contents"])
    values = {**reading.values, "contents": contents}
    saved = change_template(template, version=version, by=by, **cast(TemplateValues, values))
    left_out = [*reading.left_out, *take_in_parts(saved.template, document, by=by)]
    if not left_out:
        return saved
    remark = _("Left out, because it is not there any more: %(names)s.") % {"names": ", ".join(left_out)}
    return Saved(saved.template, (*saved.remarks, remark))
