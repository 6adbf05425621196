"""Mail accounts are created, changed, deleted and restored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kontor.audit.domain.recording import difference, record_change, snapshot
from kontor.channels.domain.account_secrets import TOKENS, require_secrets_again, ways_of
from kontor.channels.domain.account_uses import uses_of
from kontor.channels.domain.account_values import AUDITED, SECRETS, AccountValues, fill
from kontor.channels.enums import AccountKind
from kontor.channels.models import AccountTrouble, ConnectionTest, MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.tenants import scope
from kontor.tenants.models import Tenant

MAILBOX = ("protocol", "host", "username", "folder")
"""When one of these changes, it may be another mailbox."""
SAVED = (*AUDITED, *TOKENS, "token_expires_at", "tenant", "sort_key", "address_key", "alternative", "alternative_owner")
SIGN_IN = ("auth", "password", "oauth_provider", "oauth_grant", "oauth_client_id", "oauth_client_secret")
OTHER_MAILBOX = -1
"""A UIDVALIDITY no server has: everything comes again, and what was taken before is known by its content."""


@transaction.atomic(savepoint=False)
def create_account(*, by: AbstractBaseUser | None, **values: Unpack[AccountValues]) -> MailAccount:
    """A new account; its mailbox is read from the next round on.

    Refused for an address that another living account has, whoever's it is; for one without server or user name; and
    a general one (without tenant) outside the scope of the installation.
    """
    account = MailAccount(kind=values.get("kind", AccountKind.INCOMING), tenant=values.get("tenant"))
    _require_right_place(account)
    fill(account, values)
    _save(account, new=True)
    _record("created", account, by=by, changes=difference({}, _state(account)))
    return account


@transaction.atomic(savepoint=False)
def change_account(
    account: MailAccount, *, version: int, by: AbstractBaseUser | None, **values: Unpack[AccountValues]
) -> MailAccount:
    """Change what is given. With other settings of the mailbox it is read again at once.

    Refused when somebody else has saved meanwhile; for another tenant once the account has received mail or is named
    by a rule, a request or a default; and with another server while the password is not entered again, since
    otherwise whoever may change the server could have the password sent to one of their own.
    """
    _require_right_place(account)
    account = _lock(account, version)
    before, old_tenant_id = _state(account), account.tenant_id
    went, had = ways_of(account), {name: getattr(account, name) for name in SECRETS}
    if "tenant" in values and values["tenant"] != account.tenant:
        _move(account, values["tenant"])
    fill(account, values)
    require_secrets_again(account, values, went, had)
    after = _state(account)
    _read_again(account, before, after)
    account.version += 1
    _save(account)
    changes = difference(before, after)
    if changes:
        moved = account.tenant_id != old_tenant_id
        _record("changed", account, by=by, changes=changes, for_installation=moved)
    return account


@transaction.atomic(savepoint=False)
def delete_accounts(accounts: Sequence[MailAccount], *, by: AbstractBaseUser | None) -> None:
    """Delete them logically, all or none: they are not read any more, and nothing new is sent through them. What was
    sent before still leaves.

    Refused, with the list, while one is a tenant's default or another account's account for sending. Requests that
    came in through it stay; they are answered by the account that is next in line.
    """
    for account in accounts:
        _require_right_place(account)
    ids = [account.pk for account in accounts]
    rows = list(MailAccount.objects.living().select_for_update(of=("self",)).filter(pk__in=ids).order_by("sort_key"))
    if found := uses_of(rows):
        raise Refused(_("Not deleted. %(uses)s Choose another account there first.") % {"uses": " ".join(found)})
    for account in rows:
        account.deleted_at = clock.now()
        account.version += 1
        account.save(update_fields=["deleted_at", "version", "changed_at"])
        _record("deleted", account, by=by)


@transaction.atomic(savepoint=False)
def restore_account(account: MailAccount, *, by: AbstractBaseUser | None) -> MailAccount:
    """Bring it back as it was. Refused when its address was given to another account, or its tenant is deleted."""
    _require_right_place(account)
    account = MailAccount.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=account.pk)
    if account.deleted_at is None:
        return account
    if account.tenant and account.tenant.is_deleted:
        words = {"name": account.name, "tenant": account.tenant.name}
        raise Refused(_("“%(name)s” belongs to %(tenant)s, which is deleted. Restore the tenant first.") % words)
    account.deleted_at, account.fetch_due_at = None, None
    account.version += 1
    try:
        with transaction.atomic():
            account.save(update_fields=["deleted_at", "fetch_due_at", "version", "changed_at"])
    except IntegrityError:
        words = {"name": account.name, "address": account.address}
        sentence = _("“%(name)s” cannot be restored: its address %(address)s was given to another account meanwhile.")
        raise Refused(sentence % words) from None
    _record("restored", account, by=by)
    return account


def _lock(account: MailAccount, version: int) -> MailAccount:
    rows = MailAccount.objects.select_for_update(of=("self",)).select_related("tenant", "alternative")
    locked = rows.filter(pk=account.pk, deleted_at=None).first()
    if locked is None:
        raise Refused(_("Somebody else has deleted this account in the meantime."))
    if locked.version != version:
        raise Refused(_("Somebody else has changed this account in the meantime. Nothing was overwritten."))
    return locked


def _require_right_place(account: MailAccount) -> None:
    if account.is_general and scope.INSTALLATION not in scope.current():
        raise Refused(
            _("Only administrators of the installation set up general accounts. Choose a tenant."), about="tenant"
        )


def _move(account: MailAccount, tenant: Tenant | None) -> None:
    """Give the account to another tenant (None: make it general), while nothing belongs to it yet."""
    if account.last_mail_at is not None:
        raise Refused(
            _("“%(name)s” has received mail already, so it stays where it is. Create another account for the tenant.")
            % {"name": account.name},
            about="tenant",
        )
    if found := uses_of([account]):
        raise Refused(_("The tenant was not changed. %(uses)s") % {"uses": " ".join(found)}, about="tenant")
    ConnectionTest.objects.filter(account=account).delete()
    AccountTrouble.objects.filter(account=account).delete()
    account.tenant = tenant
    account.alternative, account.alternative_owner = None, None
    _require_right_place(account)


def _read_again(account: MailAccount, before: dict[str, Any], after: dict[str, Any]) -> None:
    receiving = (*MAILBOX, *SIGN_IN, "port", "security", "ca_file", "active")
    if any(before[name] != after[name] for name in receiving):
        account.fetch_due_at, account.error_count = None, 0
    was_read = account.uidvalidity or account.last_mail_at
    if was_read and any(before[name] != after[name] for name in MAILBOX):
        account.uidvalidity, account.last_uid = OTHER_MAILBOX, 0


def _save(account: MailAccount, *, new: bool = False) -> None:
    """Row security hides the others' addresses, so the database is asked by trying."""
    read = ("fetch_due_at", "error_count", "uidvalidity", "last_uid")
    try:
        with transaction.atomic():
            if new:
                account.save(force_insert=True)
            else:
                account.save(update_fields=[*SAVED, *read, "version", "changed_at"])
            _check_keys_now()
    except IntegrityError as error:
        if "address_once" in str(error):
            raise Refused(
                _("The address %(address)s belongs to another account already.") % {"address": account.address},
                about="address",
            ) from None
        raise Refused(
            _("The tenant was not changed: rules, tickets or a fallback category name “%(name)s” already.")
            % {"name": account.name},
            about="tenant",
        ) from None


def _check_keys_now() -> None:
    """Keys that carry the tenant are checked at the end of the transaction otherwise, too late for a sentence.

    Only those of accounts: whatever else waits for the end (the chains of the audit log) goes on waiting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint WHERE contype = 'f' AND condeferrable "
            "AND 'channels_mailaccount'::regclass IN (conrelid, confrelid)"
        )
        (keys,) = cursor.fetchone()
        cursor.execute(f"SET CONSTRAINTS {keys} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {keys} DEFERRED")


def _state(account: MailAccount) -> dict[str, Any]:
    return {
        "tenant": account.tenant.name if account.tenant else "",
        "alternative": str(account.alternative or ""),
        **snapshot(account, AUDITED),
    }


def _record(
    action: str,
    account: MailAccount,
    *,
    by: AbstractBaseUser | None,
    changes: dict[str, Any] | None = None,
    for_installation: bool = False,
) -> None:
    """A move between tenants is the installation's business: neither tenant reads the other's name."""
    tenant_id = None if for_installation else account.tenant_id
    record_change(action, account, by=by, tenant_id=tenant_id, changes=changes)
