"""What templates say in each language is written down."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from kontor.kernel.batches import BATCH
from kontor.kernel.errors import Refused
from kontor.texts.domain.documents import Content
from kontor.texts.domain.template_checks import checked_content, require_includes
from kontor.texts.models import ReplyTemplate, TemplateContent

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")


def write_contents(tenant_id: int, wanted: Mapping[ReplyTemplate, Mapping[str, Content | None]]) -> None:
    """The languages that are named, of each template; None takes one away. Refused for what a mail must not hold."""
    checked = {template: _checked(template, contents) for template, contents in wanted.items()}
    require_includes(tenant_id, [(template, contents.values()) for template, contents in checked.items()])
    for template, contents in wanted.items():
        if gone := contents.keys() - checked[template].keys():
            template.contents.filter(language__in=gone).delete()
    TemplateContent.objects.bulk_create(
        (
            TemplateContent(
                tenant_id=tenant_id,
                template=template,
                language=language,
                subject=content.subject,
                html=content.html,
                text=content.text,
            )
            for template, contents in checked.items()
            for language, content in contents.items()
        ),
        update_conflicts=True,
        unique_fields=["template", "language"],
        update_fields=["subject", "html", "text"],
        batch_size=BATCH,
    )


def _checked(template: ReplyTemplate, contents: Mapping[str, Content | None]) -> dict[str, Content]:
    checked: dict[str, Content] = {}
    for language, content in contents.items():
        if not _LANGUAGE.fullmatch(language):
            raise Refused(_("“%(code)s” is not a language code.") % {"code": language})
        if content is not None:
            checked[language] = checked_content(template, content)
    return checked
