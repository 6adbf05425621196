"""Senders from whom the tenant wants no mail among its requests."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kontor.intake.domain.block_list import block, read_value, unblock
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.kernel.errors import Refused
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text
from kontor.tenants.models import Tenant


class Blocks(Rows):
    key = "blocked_senders"
    title = _("Blocked senders")
    about = _("Addresses, or domains with all below them.")
    identity = "value"
    shape = Record(
        {
            "value": required(Text(longest=254)),
            "action": Field(Text(allowed=tuple(BlockAction.values), default="spam")),
            "note": Field(Text(longest=200)),
        }
    )

    def models(self) -> list[str]:
        return ["intake.blockentry"]

    def match(self, entry: Entry) -> str:
        return str(entry["value"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = BlockEntry.objects.filter(tenant=tenant).order_by("value")
        return [{"value": row.value, "action": row.action, "note": row.note} for row in rows]

    def label(self, entries: Sequence[Entry]) -> None:
        """Values are compared as they are stored."""
        for entry in entries:
            try:
                entry["value"] = read_value(entry["value"])[1]
            except Refused:
                continue

    def mistake(self, entry: Entry) -> str:
        try:
            read_value(entry["value"])
        except Refused as refused:
            return str(refused)
        return ""

    def create(self, work: Work, new: Entry) -> None:
        block(work.tenant, new["value"], action=BlockAction(new["action"]), note=new["note"], by=work.by)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        self.remove(work, old)
        self.create(work, new)

    def remove(self, work: Work, old: Entry) -> None:
        unblock(work.one(BlockEntry.objects.filter(tenant=work.tenant), value=old["value"]), by=work.by)
