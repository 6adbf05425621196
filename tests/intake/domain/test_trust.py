"""What is believed of what servers on the way wrote about a mail."""

from __future__ import annotations

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.trust import TrustedResults, trusted_results
from kontor.intake.parsing.reading import parse_mail
from tests.support.letters import letter

OURS = "Received: from mx.post.example by mx.nordlicht.example with ESMTPS; Tue, 24 Nov 2026 10:00:00 +0100"
INSIDE = "Received: by 2002:a05:6a10:1234 with SMTP id x; Tue, 24 Nov 2026 10:00:01 +0100"
INSIDE_4 = "Received: by 10.1.2.3 with SMTP id x; Tue, 24 Nov 2026 10:00:01 +0100"
LOCAL = "Received: from localhost by store with LMTP; Tue, 24 Nov 2026 10:00:01 +0100"
THEIRS = "Received: from pc by mx.post.example with ESMTP; Tue, 24 Nov 2026 09:59:59 +0100"
NAME = "Authentication-Results: mx.nordlicht.example;"
PASS = f"{NAME} spf=pass smtp.mailfrom=post.example; dmarc=pass header.from=post.example"
FAIL = f"{NAME} spf=fail smtp.mailfrom=post.example; dmarc=fail header.from=post.example"
SPAM = "X-Spam-Flag: YES"


def _results(*head: str, names: str = "mx.nordlicht.example", sender: str = "") -> TrustedResults:
    raw = letter(**({"sender": sender} if sender else {}))
    account = MailAccount(trusted_authserv=names)
    return trusted_results(parse_mail("".join(f"{line}\r\n" for line in head).encode() + raw), account)


@pytest.mark.parametrize(
    "head",
    [
        (PASS, OURS, THEIRS),
        (OURS, PASS, THEIRS),
        (INSIDE, OURS, PASS, THEIRS),
        (INSIDE_4, OURS, PASS, THEIRS),
        (OURS.replace("by mx.nordlicht.example", "by MX.Nordlicht.Example."), PASS, THEIRS),
        (LOCAL, OURS, PASS, THEIRS),
        (PASS,),
    ],
)
def test_results_of_a_named_server_are_believed_above_and_right_below_its_line(head: tuple[str, ...]) -> None:
    results = _results(*head)

    assert (results.spf, results.dmarc, results.server) == ("pass", "pass", "mx.nordlicht.example")
    assert (results.verified, results.failed) == (True, False)


@pytest.mark.parametrize(
    "head",
    [
        (OURS, THEIRS, PASS),
        (THEIRS, PASS),
        (LOCAL, THEIRS, PASS),
        (LOCAL, PASS),
        (INSIDE, THEIRS, OURS, PASS),
    ],
)
def test_results_that_the_sender_can_have_written_are_not_believed(head: tuple[str, ...]) -> None:
    assert _results(*head) == TrustedResults()


@pytest.mark.parametrize("names", ["", "mx.other.example", "nordlicht", "x.nordlicht.example"])
def test_results_of_a_server_that_the_account_does_not_name_are_not_believed(names: str) -> None:
    assert _results(PASS, OURS, THEIRS, names=names) == TrustedResults()


@pytest.mark.parametrize("names", ["mx.nordlicht.example", " mx.nordlicht.example, "])
def test_a_line_that_names_no_server_is_nobodys_whom_the_account_trusts(names: str) -> None:
    nameless = "Received: from pc with SMTP; Tue, 24 Nov 2026 09:59:59 +0100"
    without = "Authentication-Results: spf=pass smtp.mailfrom=post.example; dmarc=pass header.from=post.example"

    assert _results(nameless, without, names=names) == TrustedResults()


@pytest.mark.parametrize("method", ["spf", "dkim", "dmarc"])
def test_a_mail_is_checked_when_one_method_says_something(method: str) -> None:
    assert TrustedResults(**{method: "none"}).checked is True  # type: ignore[arg-type]
    assert TrustedResults(spam_flag=True).checked is False


def test_several_servers_can_be_named() -> None:
    assert _results(PASS, OURS, THEIRS, names="MX.Nordlicht.example, mx.other.example").dmarc == "pass"


def test_forged_result_below_the_servers_own_does_not_count() -> None:
    results = _results(OURS, FAIL, PASS, THEIRS)

    assert (results.spf, results.dmarc, results.verified, results.failed) == ("fail", "fail", False, True)


def test_header_without_a_name_is_believed_below_the_line_of_a_named_server_only() -> None:
    nameless = (
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=post.example; "
        "dmarc=pass action=none header.from=post.example"
    )

    assert _results(OURS, nameless, THEIRS).dmarc == "pass"
    assert _results(nameless, OURS, THEIRS) == TrustedResults()
    assert _results(OURS, THEIRS, nameless) == TrustedResults()


@pytest.mark.parametrize(
    ("results", "verified", "failed"),
    [
        ("spf=pass smtp.mailfrom=post.example", True, False),
        ("dkim=pass header.d=mail.post.example", True, False),
        ("dkim=pass header.d=post.example; spf=fail smtp.mailfrom=list.example", True, False),
        ("spf=pass smtp.mailfrom=other.example", False, False),
        ("dkim=pass header.d=example", False, False),
        ("spf=softfail smtp.mailfrom=post.example", False, True),
        ("dkim=fail header.d=post.example", False, True),
        ("dkim=fail header.d=post.example; dkim=pass header.d=post.example", True, False),
        ("dkim=pass header.d=post.example; dmarc=fail header.from=post.example", False, True),
        ("dkim=none; spf=none smtp.mailfrom=post.example", False, False),
        ("dmarc=none header.from=post.example; spf=pass smtp.mailfrom=post.example", True, False),
        ("auth=pass smtp.auth=kaethe@post.example", False, False),
        ("arc=pass header.oldest-pass=post.example; dkim-atps=pass header.from=post.example", False, False),
    ],
)
def test_sender_is_verified_by_dmarc_or_an_aligned_pass(results: str, verified: bool, failed: bool) -> None:
    found = _results(f"Authentication-Results: mx.nordlicht.example; {results}", OURS, THEIRS)

    assert (found.verified, found.failed) == (verified, failed)


def test_nothing_checked_is_neither_verified_nor_failed() -> None:
    found = _results(OURS, THEIRS)

    assert (found.verified, found.failed, found.checked) == (False, False, False)


def test_spam_marks_of_the_receiving_server_are_believed() -> None:
    found = _results(OURS, SPAM, THEIRS)

    assert found.spam_flag is True


def test_spam_marks_that_came_with_the_mail_are_not_believed() -> None:
    assert _results(OURS, THEIRS, SPAM).spam_flag is None
    assert _results(SPAM, OURS, THEIRS, names="").spam_flag is None


def test_score_of_the_receiving_server_is_a_number() -> None:
    assert _results(OURS, "X-Spam-Score: 7.5", THEIRS).spam_score == 7.5


@pytest.mark.parametrize("method", ["spf", "dkim", "dmarc"])
def test_one_result_is_enough_to_say_that_the_mail_was_checked(method: str) -> None:
    assert TrustedResults(**{method: "none"}).checked  # type: ignore[arg-type]
    assert not TrustedResults(server="mx.nordlicht.example").checked
