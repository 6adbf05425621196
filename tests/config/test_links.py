"""Where links in mails lead."""

from __future__ import annotations

import pytest

from kontor.config import env


@pytest.mark.parametrize(
    ("hosts", "secure", "leads_to"),
    [
        (["desk.example", "other.example"], True, "https://desk.example"),
        (["desk.example"], False, "http://desk.example"),
        ([".example", "*", "desk.example"], True, "https://desk.example"),
        ([".example", "*"], True, env.THIS_MACHINE),
        ([], False, env.THIS_MACHINE),
        # Named for a look at its health, or because the default was written down: nobody else reaches it there.
        (["127.0.0.1", "localhost", "[::1]", "desk.example"], True, "https://desk.example"),
        (["LOCALHOST", "[::1]", "127.0.0.1"], False, env.THIS_MACHINE),
        (["[2001:db8::1]"], False, "http://[2001:db8::1]"),
    ],
)
def test_the_first_host_that_is_a_whole_name_else_this_machine(hosts: list[str], secure: bool, leads_to: str) -> None:
    assert env.address_of(hosts, secure=secure) == leads_to
