"""Addresses that write but are not to be answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.no_reply import (
    add_no_reply_address,
    change_no_reply_address,
    make_default,
    remove_no_reply_address,
)
from kontor.channels.models import NoReplyAddress
from kontor.kernel.text import normalize_email
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Text, YesNo
from kontor.tenants.models import Tenant


class NoReplyAddresses(Rows):
    key = "no_reply_addresses"
    title = _("Do-not-reply addresses")
    about = _("Automatic mail is sent from the default one.")
    identity = "address"
    shape = Record(
        {
            "address": required(Text(longest=254)),
            "display_name": Field(Text(longest=120)),
            "is_default": Field(YesNo()),
        }
    )

    def models(self) -> list[str]:
        return ["channels.noreplyaddress"]

    def match(self, entry: Entry) -> str:
        return normalize_email(entry["address"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = NoReplyAddress.objects.filter(tenant=tenant).order_by("address_key")
        return [{key: getattr(row, key) for key in self.shape.fields} for row in rows]

    def settle(self, entries: Sequence[Entry]) -> str:
        defaults = [entry for entry in entries if entry["is_default"]]
        if entries and not defaults:
            entries[0]["is_default"] = True
        return gettext("Exactly one address is the default.") if len(defaults) > 1 else ""

    def create(self, work: Work, new: Entry) -> None:
        row = add_no_reply_address(work.tenant, new["address"], display_name=new["display_name"], by=work.by)
        self._default(work, row, new)

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        if old["display_name"] != new["display_name"]:
            row = change_no_reply_address(row, display_name=new["display_name"], by=work.by)
        self._default(work, row, new)

    def remove(self, work: Work, old: Entry) -> None:
        remove_no_reply_address(self._row(work, old), by=work.by)

    def _default(self, work: Work, row: NoReplyAddress, new: Entry) -> None:
        if new["is_default"] and not NoReplyAddress.objects.get(pk=row.pk).is_default:
            make_default(row, by=work.by)

    def _row(self, work: Work, entry: Entry) -> NoReplyAddress:
        return work.one(NoReplyAddress.objects.filter(tenant=work.tenant), address_key=self.match(entry))
