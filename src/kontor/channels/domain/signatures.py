"""The signature that an account puts under its mail."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import record_change
from kontor.channels.dkim_keys import is_selector, kind_of
from kontor.channels.models import MailAccount
from kontor.kernel.errors import Refused
from kontor.kernel.text import ascii_domain


@transaction.atomic(savepoint=False)
def set_signature(
    account: MailAccount, *, domain: str, selector: str, key: str, version: int, by: AbstractBaseUser | None
) -> MailAccount:
    """Sign what goes out from now on. ``key`` is of ``dkim_keys``; without one the present key stays.

    Refused when the domain is not that of the account's address or one above it: nobody would honour the signature.
    """
    row = _locked(account, version)
    domain, selector = ascii_domain(domain), selector.strip().lower()
    _require_fitting(row, domain)
    if not is_selector(selector):
        raise Refused(_("The selector may have letters, digits and hyphens only."))
    key = key or row.dkim_key
    if not key:
        raise Refused(_("Make a key, or paste one."))
    return _save(row, domain, selector, key, by)


@transaction.atomic(savepoint=False)
def remove_signature(account: MailAccount, *, version: int, by: AbstractBaseUser | None) -> MailAccount:
    """Mail goes out unsigned from now on. The key is forgotten."""
    return _save(_locked(account, version), "", "", "", by)


def _locked(account: MailAccount, version: int) -> MailAccount:
    row = MailAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if row.version != version:
        raise Refused(_("Somebody else has changed this account in the meantime. Nothing was overwritten."))
    return row


def _require_fitting(row: MailAccount, domain: str) -> None:
    own = ascii_domain(row.address.rpartition("@")[2])
    if not domain or "." not in domain or not (own == domain or own.endswith(f".{domain}")):
        raise Refused(
            _("The domain must be that of the address %(address)s, or one above it.") % {"address": row.address}
        )


def _save(row: MailAccount, domain: str, selector: str, key: str, by: AbstractBaseUser | None) -> MailAccount:
    new = {"dkim_domain": domain, "dkim_selector": selector}
    changes = {name: [getattr(row, name), value] for name, value in new.items() if getattr(row, name) != value}
    if key != row.dkim_key:
        changes["dkim_key"] = ["", kind_of(key).value if key else ""]
    row.dkim_domain, row.dkim_selector, row.dkim_key, row.version = domain, selector, key, row.version + 1
    row.save(update_fields=["dkim_domain", "dkim_selector", "dkim_key", "version", "changed_at"])
    record_change("signature changed", row, by=by, tenant_id=row.tenant_id, changes=changes)
    return row
