"""Jobs of the channels. They talk to the network and enter short scopes by hand."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.channels.domain import connection_tests
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(connection_tests.TASK), queue="channels")
def test_connection(tenant_id: int, account_id: int, test_id: int) -> None:
    """Try out a mail account, step by step."""
    connection_tests.run_test(tenant_id, account_id, test_id)
