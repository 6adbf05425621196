"""A tenant's letterhead: who writes, what stands at the foot, and which picture is the logo."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.kernel.errors import Refused
from kontor.kernel.text import one_line, strip_controls
from kontor.letters.models import LetterAsset, Stationery
from kontor.people.models import User
from kontor.tenants.models import Tenant

AUDITED = ("sender", "return_line", "contact", "footer", "bank", "legal", "logo")
COLUMNS = 4
MOST_LINES = 12
"""So many lines one of the texts may have: more of them stand on a letter of their own."""


def stationery_of(tenant: Tenant) -> Stationery:
    """What is saved, or an empty letterhead that is not saved yet."""
    found = Stationery.objects.filter(tenant=tenant).select_related("logo").first()
    return found or Stationery(tenant=tenant, version=0)


@transaction.atomic(savepoint=False)
def change_stationery(
    tenant: Tenant,
    *,
    sender: str,
    return_line: str,
    contact: str,
    footer: Sequence[str],
    bank: str,
    legal: str,
    logo: LetterAsset | None,
    version: int,
    by: User | None,
) -> Stationery:
    """The letterhead from the next letter on; what was sent stays as it was.

    Refused when somebody else saved since ``version``, for a logo that is not the tenant's, and for more lines or
    columns than a sheet has room for.
    """
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    row = Stationery.objects.select_for_update(of=("self",)).filter(tenant=tenant).first()
    row = row or Stationery(tenant=tenant, version=0)
    if row.version != version:
        raise Refused(_("Somebody else has changed the letterhead in the meantime. Nothing was overwritten."))
    before = snapshot(row, AUDITED) if row.pk else {}
    row.sender, row.contact, row.bank, row.legal = (checked_lines(text) for text in (sender, contact, bank, legal))
    row.return_line = one_line(return_line)[:200]
    row.footer = checked_columns(footer)
    row.logo = _own(logo, tenant)
    row.version += 1
    row.save()
    if changes := difference(before, snapshot(row, AUDITED)):
        record_change("letterhead changed", tenant, by=by, tenant_id=tenant.pk, changes=changes)
    return row


def checked_columns(footer: Sequence[str]) -> list[str]:
    """The foot as it is stored. Refused for more columns than a sheet has room for."""
    columns = [checked_lines(column) for column in footer]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > COLUMNS:
        raise Refused(_("The foot of a letter has at most %(count)s columns.") % {"count": COLUMNS})
    return columns


def checked_lines(text: str) -> str:
    """One of the texts as it is stored. Refused for more lines than a sheet has room for."""
    lines = [one_line(strip_controls(line)) for line in text.replace("\r\n", "\n").strip("\n").split("\n")]
    if len(lines) > MOST_LINES:
        raise Refused(_("There is room for at most %(count)s lines in each text.") % {"count": MOST_LINES})
    return "\n".join(lines).strip()


def _own(logo: LetterAsset | None, tenant: Tenant) -> LetterAsset | None:
    if logo is None:
        return None
    living = LetterAsset.objects.living().select_for_update(of=("self",), no_key=True)
    found = living.filter(pk=logo.pk, tenant=tenant).first()
    if found is None:
        raise Refused(_("The chosen logo is not there any more. Choose another one."))
    return found
