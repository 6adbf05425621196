"""Another tenant for whom the writer works is named: whoever answers for several at once mixes them up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current


def find_other_tenant(case: Case) -> Iterator[Remark]:
    """What the customer has named may be named to them."""
    if len(current()) < 2:
        return
    own = {case.ticket.tenant_id, case.voice.tenant.pk}
    for name in Tenant.objects.exclude(pk__in=own).order_by("sort_key").values_list("name", flat=True):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        if (found := pattern.search(case.words)) and not pattern.search(case.said_by_customer):
            yield Remark(
                _("The answer names another tenant (“%(name)s”).") % {"name": name},
                _("You answer as %(tenant)s: check that this is meant.") % {"tenant": case.voice.tenant.name},
                about=name,
                words=found[0],
            )
