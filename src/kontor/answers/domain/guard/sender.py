"""The sender must be of the ticket's tenant. The database holds that too; here it is said."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.answers.domain.guard.case import Case
from kontor.answers.domain.guard.finding import Remark


def find_sender(case: Case) -> Iterator[Remark]:
    if case.account is None or case.account.owner in (0, case.ticket.tenant_id):
        return
    yield Remark(
        _("The sender %(address)s belongs to another tenant.") % {"address": case.account.address},
        _("Choose a sender of %(tenant)s.") % {"tenant": case.ticket.tenant.name},
        about=str(case.account.pk),
        place="account",
    )
