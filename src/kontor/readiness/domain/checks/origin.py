"""A tenant that was created like another one: customers must not read the other one's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.org.domain.just_created import pattern_of
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed
from kontor.readiness.enums import LineState, Topic
from kontor.texts.models import TemplateContent


def origin(facts: Facts) -> Iterator[Line]:
    """Nothing where the tenant has no pattern, or is called like it in part."""
    pattern = pattern_of(facts.tenant)
    if not pattern or pattern in facts.tenant.name:
        return
    names_it = Q(subject__contains=pattern) | Q(html__contains=pattern) | Q(text__contains=pattern)
    rows = TemplateContent.objects.filter(names_it, tenant=facts.tenant, template__deleted_at=None)
    found = list(
        rows.order_by("template__sort_key", "language").values_list("template_id", "template__name", "language")
    )
    if not found:
        # Whoever reads this need not know the other tenant: where no text names it, neither does this.
        sentence = _("No template names the tenant that this one was created like.")
        yield line("origin", Topic.TEXTS, LineState.GREEN, sentence)
        return
    templates = dict.fromkeys(Named(pk, name) for pk, name, _language in found)
    words = {"pattern": pattern, "templates": listed([each.name for each in templates])}
    sentence = _("“%(pattern)s”, which this tenant was created like, is still named in %(templates)s.") % words
    yield line(
        "origin",
        Topic.TEXTS,
        LineState.OPEN,
        sentence,
        place="template_contents",
        rows=list(templates),
        word=found[0][2],
    )
