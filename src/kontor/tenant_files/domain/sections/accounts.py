"""The tenant's mail accounts. Their passwords and keys are named, never written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kontor.channels.domain.account_values import PLAIN, SECRETS, fill
from kontor.channels.domain.accounts import change_account, create_account, delete_accounts, restore_account
from kontor.channels.enums import AccountKind, AfterFetch, Channel, Grant, Protocol, Provider, Security, SignIn
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email
from kontor.outbox.domain.pausing import send_anew
from kontor.tenant_files.domain.records import Field, Record, required
from kontor.tenant_files.domain.secret_shape import Secret, variable
from kontor.tenant_files.domain.section import Entry, Rows, Work
from kontor.tenant_files.domain.shapes import Name, Number, Text, YesNo
from kontor.tenants.models import Tenant

FIELDS = ("address", *(name for name in PLAIN if name != "address"), "port", "smtp_port")
WAYS = ("host", "port", "security", "username", "smtp_host", "smtp_port", "smtp_security", "smtp_username", "ca_file")
"""Where a secret goes: when one of these changes it has to be given again."""


def _chosen(enum: Any, default: str = "") -> Field:
    return Field(Text(allowed=(*(() if default else ("",)), *enum.values), default=default))


class Accounts(Rows):
    key = "accounts"
    title = _("Mail accounts")
    about = _("Known by their addresses. What a person has agreed to with a mail service is agreed to again.")
    identity = "address"
    late = ("alternative",)
    shape = Record(
        {
            "address": required(Text(longest=254)),
            "name": Field(Text(longest=120)),
            "kind": _chosen(AccountKind, "incoming"),
            "sender_name": Field(Text(longest=120)),
            "channel": _chosen(Channel, "mail"),
            "protocol": _chosen(Protocol, "imap"),
            "host": Field(Text(longest=253)),
            "port": Field(Number(0, 65535, default=0)),
            "security": _chosen(Security, "tls"),
            "username": Field(Text(longest=254)),
            "password": Field(Secret()),
            "folder": Field(Text(longest=200)),
            "auth": _chosen(SignIn, "password"),
            "oauth_provider": _chosen(Provider),
            "oauth_grant": _chosen(Grant),
            "oauth_directory": Field(Text(longest=120)),
            "oauth_client_id": Field(Text(longest=200)),
            "oauth_client_secret": Field(Secret()),
            "oauth_authorize_url": Field(Text(longest=400)),
            "oauth_token_url": Field(Text(longest=400)),
            "oauth_scopes": Field(Text(longest=600)),
            "after_fetch": _chosen(AfterFetch, "leave"),
            "done_folder": Field(Text(longest=200)),
            "delete_after_days": Field(Number(1, 3650, empty=True)),
            "trusted_authserv": Field(Text(longest=400)),
            "smtp_host": Field(Text(longest=253)),
            "smtp_port": Field(Number(0, 65535, default=0)),
            "smtp_security": _chosen(Security, "tls"),
            "smtp_without_sign_in": Field(YesNo()),
            "smtp_username": Field(Text(longest=254)),
            "smtp_password": Field(Secret()),
            "plain_text": Field(YesNo()),
            "sent_folder": Field(Text(longest=200)),
            "dkim_domain": Field(Text(longest=253)),
            "dkim_selector": Field(Text(longest=63)),
            "dkim_key": Field(Secret()),
            "ca_file": Field(Text(longest=400)),
            "weight_in": Field(Number(1, 100, default=3)),
            "weight_out": Field(Number(1, 100, default=3)),
            "alternative": Field(Name("accounts")),
            "active": Field(YesNo(True)),
        }
    )

    def models(self) -> list[str]:
        return ["channels.mailaccount"]

    def match(self, entry: Entry) -> str:
        return normalize_email(entry["address"])

    def entries(self, tenant: Tenant) -> list[Entry]:
        rows = MailAccount.objects.living().filter(tenant=tenant).select_related("alternative")
        return [_entry(row, tenant.code) for row in rows.order_by("address_key")]

    def mistake(self, entry: Entry) -> str:
        """The account as its own verb would put it down."""
        row = MailAccount(kind=entry["kind"], tenant_id=0)
        values: Any = {key: entry[key] for key in FIELDS} | {key: "given" for key in SECRETS if entry[key]}
        try:
            fill(row, values)
        except Refused as refused:
            return str(refused)
        entry.update({key: getattr(row, key) for key in FIELDS})
        entry.update({key: entry[key] if getattr(row, key) else None for key in SECRETS})
        return ""

    def also_known(self, tenant: Tenant | None) -> Iterable[str]:
        """The general accounts serve every tenant."""
        return MailAccount.objects.living().filter(tenant=None).values_list("address", flat=True)

    def secrets_again(self, old: Entry, new: Entry) -> Iterable[str]:
        if any(old[key] != new[key] for key in (*WAYS, "auth", "oauth_token_url", "oauth_provider")):
            yield from (key for key in SECRETS if key != "dkim_key" and new[key])

    def remark(self, new: Entry) -> str:
        if new["auth"] == SignIn.OAUTH2 and new["oauth_grant"] == Grant.CODE:
            return str(_("%(address)s: somebody has to sign in with the mail service once it is there.")) % new
        return ""

    def create(self, work: Work, new: Entry) -> None:
        rows = MailAccount.objects.filter(tenant=work.tenant)
        if work.is_deleted(rows, "address_key", self.match(new)):
            gone = rows.exclude(deleted_at=None).order_by("-deleted_at")
            restore_account(work.one(gone, address_key=self.match(new)), by=work.by)
            self.change(work, new, new)
        else:
            create_account(tenant=work.tenant, by=work.by, **self._values(work, new))

    def change(self, work: Work, old: Entry, new: Entry) -> None:
        row = self._row(work, old)
        send_anew(change_account(row, version=row.version, by=work.by, **self._values(work, new)))

    def remove(self, work: Work, old: Entry) -> None:
        delete_accounts([self._row(work, old)], by=work.by)

    def _values(self, work: Work, new: Entry) -> Any:
        given = {key: work.secret(new[key]) for key in SECRETS}
        plain = {key: new[key] for key in FIELDS}
        alternative = find_account(work, new["alternative"])
        return plain | {key: value for key, value in given.items() if value} | {"alternative": alternative}

    def _row(self, work: Work, entry: Entry) -> MailAccount:
        rows = MailAccount.objects.living().filter(tenant=work.tenant)
        return work.one(rows, address_key=self.match(entry))


def find_account(work: Work, address: str) -> MailAccount | None:
    """The tenant's account with this address, or the general one; None for no address."""
    if not address:
        return None
    rows = MailAccount.objects.living().filter(Q(tenant=work.tenant) | Q(tenant=None))
    return work.known(rows.order_by("owner_key"), address=address)


def _entry(row: MailAccount, code: str) -> Entry:
    plain = {key: getattr(row, key) for key in FIELDS}
    secrets = {key: {"env": variable(code, row.address, key)} if getattr(row, key) else None for key in SECRETS}
    return plain | secrets | {"alternative": row.alternative.address if row.alternative else ""}
