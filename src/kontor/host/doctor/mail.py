"""The mail accounts: each one lets us in, and what was sent arrived."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kontor.channels.connection_test import State, check_account
from kontor.channels.connection_test_steps import Servers
from kontor.channels.domain.tokens import ready
from kontor.channels.enums import Protocol
from kontor.channels.models import MailAccount
from kontor.host.doctor.finding import Finding, bad, good, warning
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import INSTALLATION, every_tenant, scope


def check_accounts() -> Iterator[Finding]:
    """Signs in to each account that is fetched. No mail is sent. Networks are talked to outside any scope."""
    with scope(INSTALLATION, *every_tenant()):
        accounts = list(MailAccount.objects.fetching().exclude(protocol=Protocol.FOLDER))
    if not accounts:
        yield warning("There is no mail account in use yet.", "Administration, System, Accounts: New")
    for account in accounts:
        token = partial(_with_token, account) if account.signs_in_by_token else None
        steps = check_account(account.mail_server(), None, address=account.address, get_token=token)
        failed = next((step for step in steps if step.state == State.FAILED), None)
        if failed is None:
            yield good(f"The account {account.name} lets Kontor in.")
        else:
            yield bad(
                f"The account {account.name}: {failed.sentence}", "Administration, System, Accounts: test connection"
            )


def _with_token(account: MailAccount) -> Servers:
    return ready(account).mail_server(), None


def check_undelivered() -> Iterator[Finding]:
    with scope(INSTALLATION, *every_tenant()):
        failed = OutgoingMail.objects.filter(state="failed").count()
    if failed:
        yield warning(
            f"Mails that could not be delivered: {failed}.", "See the folder of delivery failures in the desk."
        )
    else:
        yield good("No mail is undeliverable.")
