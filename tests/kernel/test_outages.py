"""An outage of the database is told once, with its reason in one line; what is no outage is told with its story."""

from __future__ import annotations

import errno
import logging

import psycopg
import pytest
from django.db import OperationalError

from kontor.kernel.outages import Attempts, has_no_room, is_full, is_outage, reason_of

AWAY = OperationalError(
    'connection failed: connection to server at "127.0.0.1", port 5 failed: Connection refused\n'
    "\tIs the server running on that host and accepting TCP/IP connections?"
)


def test_the_reason_is_the_line_that_says_why() -> None:
    assert reason_of(AWAY) == 'connection to server at "127.0.0.1", port 5 failed: Connection refused'
    assert reason_of(psycopg.OperationalError("failed to resolve host 'db': no such name")) == (
        "failed to resolve host 'db': no such name"
    )
    assert reason_of(psycopg.OperationalError()) == "OperationalError"


def test_an_outage_is_told_when_it_begins_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    looks = Attempts(logging.getLogger("kontor.test"), "Looking")

    looks.succeeded()
    for _second in range(60):
        looks.failed(AWAY)
    looks.succeeded()
    looks.succeeded()
    looks.failed(psycopg.OperationalError("again"))

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"Looking failed, since the database does not answer: {reason_of(AWAY)}"),
        ("INFO", "Looking works again."),
        ("WARNING", "Looking failed, since the database does not answer: again"),
    ]


def test_what_broke_off_for_a_reason_that_was_said_elsewhere_says_only_that_it_works_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    works = Attempts(logging.getLogger("kontor.test"), "Working")

    works.broke_off()
    works.failed(AWAY)
    works.succeeded()
    works.succeeded()

    assert [record.getMessage() for record in caplog.records] == ["Working works again."]


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (AWAY, True),
        (psycopg.errors.AdminShutdown("told to stop"), True),
        (psycopg.errors.DiskFull("no room"), True),
        (psycopg.errors.DeadlockDetected("two wait for each other"), False),
        (psycopg.errors.QueryCanceled("took too long"), False),
        (psycopg.errors.UniqueViolation("twice"), False),
        (ValueError("ours"), False),
        (None, False),
    ],
)
def test_what_nobodys_statement_is_to_blame_for_is_an_outage(error: Exception | None, is_one: bool) -> None:
    assert is_outage(error) is is_one
    assert is_full(error) is isinstance(error, psycopg.errors.DiskFull)
    if isinstance(error, psycopg.OperationalError):
        wrapped = OperationalError(*error.args)
        wrapped.__cause__ = error
        assert is_outage(wrapped) is is_one
        assert is_full(wrapped) is is_full(error)


@pytest.mark.parametrize(
    ("error", "has_none"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EDQUOT, "no more for you"), True),
        (OSError(errno.EACCES, "not yours"), False),
        (OSError("without a number"), False),
        (psycopg.errors.DiskFull("the database's disk"), False),
        (None, False),
    ],
)
def test_a_file_finds_no_room(error: Exception | None, has_none: bool) -> None:
    assert has_no_room(error) is has_none


def test_a_mistake_is_told_each_time_with_where_it_happened(caplog: pytest.LogCaptureFixture) -> None:
    looks = Attempts(logging.getLogger("kontor.test"), "Looking")
    for _twice in range(2):
        try:
            raise KeyError("ours")
        except KeyError as error:
            looks.failed(error)

    assert [record.getMessage() for record in caplog.records] == ["Looking failed; it is tried again."] * 2
    assert caplog.text.count("KeyError: 'ours'") == 2
