"""What a worker does for a trial, step by step in one process: its job, the mailbox's round, the ledger's queue."""

from __future__ import annotations

import time
from typing import Any

from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.processing import drain
from kontor.readiness.domain.trials import go_on
from kontor.readiness.models import Trial
from tests.servers.postfix import Postfix
from tests.support.scoping import everywhere

SECONDS = 60.0


def through(server: Postfix, user: str) -> dict[str, Any]:
    """The values of an account that sends through the server."""
    smtp = server.server(user)
    return {
        "smtp_host": smtp.host,
        "smtp_port": smtp.port,
        "smtp_security": smtp.security,
        "smtp_username": smtp.username,
        "smtp_password": smtp.password,
        "ca_file": smtp.ca_file or "",
    }


def run(trial: Trial, account: MailAccount) -> Trial:
    """As workers would, until it is over."""
    end = time.monotonic() + SECONDS
    while not go_on(trial.tenant_id, trial.pk):
        assert time.monotonic() < end, "the trial does not end"
        read(account)
    return fresh(trial)


def read(account: MailAccount) -> None:
    """The mailbox is read, and what came in is filed."""
    fetch_account(account.owner, account.pk)
    drain(account.owner)


def fresh(trial: Trial) -> Trial:
    with everywhere():
        return Trial.objects.select_related("account", "by", "tenant").get(pk=trial.pk)
