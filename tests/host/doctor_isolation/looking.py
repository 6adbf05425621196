"""What the checks of the doctor find in a database that was made unsound."""

from __future__ import annotations

from kontor.config import checks
from kontor.host.doctor.finding import Level
from kontor.host.doctor.isolation import sample
from kontor.host.doctor.isolation.chapters import CHAPTERS, examine
from tests.support.server import Server


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def unsound() -> list[str]:
    """The sentences that are not good, each with an advice."""
    with checks.connect() as connection:
        found = [finding for each in examine(connection) for finding in each.findings]
    assert all(finding.advice for finding in found if finding.level != Level.GOOD)
    return [finding.sentence for finding in found if finding.level != Level.GOOD]


CATALOGUE = [check for chapter in CHAPTERS for check in chapter.checks if check is not sample.check_sample]


def broken(server: Server, address: str, *statements: str) -> list[str]:
    """What is found, the sample included, after somebody with all rights has done this to the database."""
    with server.admin(name_of(address)) as admin:
        for statement in statements:
            admin.execute(statement.encode())
    return unsound()
