"""Mail accounts: whether they are there, whether mail comes in and goes out through them, and the addresses besides."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.channels.connection_test import State
from kontor.channels.domain.system_accounts import USES
from kontor.channels.enums import AccountKind, Channel, Direction
from kontor.channels.models import AccountTrouble, ConnectionTest, MailAccount
from kontor.channels.preferences import uses_channel
from kontor.intake.domain.visits import LATE
from kontor.kernel import clock
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed, missing
from kontor.readiness.domain.letter_trials import writes_letters
from kontor.readiness.enums import LineState, Topic


def accounts(facts: Facts) -> Iterator[Line]:
    yield from _present(facts)
    tests = _sent_in_tests(facts)
    if facts.steps["incoming"].done:
        yield _fetching(facts)
    if facts.steps["sending"].done:
        yield _sending(facts, tests)
    yield _no_reply(facts)
    for kind in USES:
        yield _system_account(facts, kind)


def _present(facts: Facts) -> Iterator[Line]:
    """An account that is there and not in use is switched on before another one is set up."""
    if not facts.steps["incoming"].done:
        sentence = _("No incoming account serves the tenant. Set one up.")
        resting = facts.resting_accounts
        yield _resting("incoming", resting) or missing("incoming", Topic.ACCOUNTS, sentence, place="new_account")
    if not facts.steps["sending"].done:
        sentence = _("No account can send for the tenant. Enter the server for sending of an account.")
        rows = [Named(each.pk, each.name) for each in facts.own_accounts]
        place = "account_sending" if rows else "new_account"
        resting = [each for each in facts.resting_accounts if each.smtp_host and not rows]
        yield _resting("sending", resting) or missing("sending", Topic.ACCOUNTS, sentence, place=place, rows=rows)
    if facts.steps["incoming"].done and facts.has_general_accounts_only and facts.resting_accounts:
        yield _served(facts)


def _resting(key: str, accounts: list[MailAccount]) -> Line | None:
    if not accounts:
        return None
    sentence = _("Not in use: %(accounts)s. Enter what is missing, test the connection and switch it on.")
    words = {"accounts": listed([each.name for each in accounts])}
    rows = [Named(each.pk, each.name) for each in accounts]
    return missing(key, Topic.ACCOUNTS, sentence % words, place="account_use", rows=rows)


def _served(facts: Facts) -> Line:
    """Copied accounts are not forgotten because mail comes in and goes out through a general one meanwhile."""
    sentence = _("Not in use: %(accounts)s; until then %(general)s serves the tenant, which is a general account.")
    general = [each.name for each in facts.own_accounts if each.kind == AccountKind.INCOMING]
    words = {"accounts": listed([each.name for each in facts.resting_accounts]), "general": listed(general)}
    return _line("resting", LineState.OPEN, sentence % words, "account_use", facts.resting_accounts)


def _fetching(facts: Facts) -> Line:
    rows = facts.own_accounts
    failing = [each for each in rows if each.failing_since]
    if failing:
        sentence = _("“%(name)s” cannot be read: %(error)s")
        words = {"name": failing[0].name, "error": failing[0].error}
        return _line("fetched", LineState.WRONG, sentence % words, "account_state", failing)
    unread = [each for each in rows if not each.fetched_at]
    if unread:
        sentence = _("Not read yet: %(accounts)s. Test the connection.")
        words = {"accounts": listed([each.name for each in unread])}
        return _line("fetched", LineState.OPEN, sentence % words, "account_state", unread)
    oldest = min(each.fetched_at for each in rows if each.fetched_at)
    if late := _late_ones(facts):
        return _late(facts, late)
    return line("fetched", Topic.ACCOUNTS, LineState.GREEN, _("Every mailbox is read."), at=oldest)


def _late_ones(facts: Facts) -> list[MailAccount]:
    """Mailboxes of a channel that is not used are not read at all."""
    before = clock.now() - LATE
    late = [each for each in facts.own_accounts if each.fetched_at and each.fetched_at < before]
    used = {each: _is_used(facts, Channel(each)) for each in {account.channel for account in late}}
    return [account for account in late if account.is_general or used[account.channel]]


def _is_used(facts: Facts, channel: Channel) -> bool:
    return writes_letters(facts.tenant) if channel == Channel.LETTER else uses_channel(facts.tenant, channel)


def _late(facts: Facts, late: list[MailAccount]) -> Line:
    """No error, and yet nobody has read them: no worker runs, or the tenant is switched off."""
    rows = [Named(each.pk, each.name) for each in late]
    since = min(each.fetched_at for each in late if each.fetched_at)
    words = {"accounts": listed([each.name for each in rows])}
    if not facts.tenant.active:
        sentence = _("Not read any more: %(accounts)s. The tenant is not in use.") % words
        return line("fetched", Topic.ACCOUNTS, LineState.OPEN, sentence, place="tenant_use", at=since)
    sentence = _("For too long not read: %(accounts)s. Check that a worker is running.") % words
    return line("fetched", Topic.ACCOUNTS, LineState.WRONG, sentence, place="account_state", rows=rows, at=since)


def _sending(facts: Facts, tested: set[int]) -> Line:
    rows = [each for each in facts.own_accounts if each.smtp_host]
    going_on = AccountTrouble.objects.filter(account__in=rows, direction=Direction.OUT, ended_at=None)
    troubles = {trouble.account_id: trouble for trouble in going_on}
    failing = [each for each in rows if each.pk in troubles]
    if failing:
        sentence = _("“%(name)s” cannot send: %(error)s")
        words = {"name": failing[0].name, "error": troubles[failing[0].pk].sentence}
        return _line("sent", LineState.WRONG, sentence % words, "account_state", failing)
    untried = [each for each in rows if not each.last_sent_at and each.pk not in tested]
    if untried:
        sentence = _("Nothing was sent through %(accounts)s yet. Test the connection.")
        words = {"accounts": listed([each.name for each in untried])}
        return _line("sent", LineState.OPEN, sentence % words, "account_state", untried)
    sent = [each.last_sent_at for each in rows if each.last_sent_at]
    sentence = _("Every account that is to send has sent.")
    return line("sent", Topic.ACCOUNTS, LineState.GREEN, sentence, at=min(sent, default=None))


def _sent_in_tests(facts: Facts) -> set[int]:
    """The accounts whose newest connection test has sent a mail. Those of general accounts are seen by who sees all."""
    tests = ConnectionTest.objects.filter(account__in=facts.own_accounts).values_list("account_id", "steps")
    return {account for account, steps in tests if steps.get("send", {}).get("state") == State.OK}


def _no_reply(facts: Facts) -> Line:
    if facts.steps["no_reply"].done:
        return _line("no_reply", LineState.GREEN, _("The tenant has a do-not-reply address."))
    sentence = _("The tenant has no do-not-reply address for automatic mail. Name one.")
    return missing("no_reply", Topic.ACCOUNTS, sentence, place="no_reply")


def _system_account(facts: Facts, kind: AccountKind) -> Line:
    """One of its own, chosen or not; a general one serves too. Without any, answers come back to who sends."""
    use = USES[kind]
    chosen = getattr(facts.defaults, f"{use}_id", None)
    if any(each.pk == chosen or each.kind == kind for each in facts.accounts):
        return _line(use, LineState.GREEN, _SYSTEM[use][0]())
    return _line(use, LineState.OPEN, _SYSTEM[use][1](), "new_system_account")


_SYSTEM = {
    "inquiries": (
        lambda: _("There is a system account for external inquiries."),
        lambda: _("There is no system account for external inquiries: answers come back to the account that sends."),
    ),
    "forwards": (
        lambda: _("There is a system account for external forwards."),
        lambda: _("There is no system account for external forwards: answers come back to the account that sends."),
    ),
}


def _line(key: str, state: LineState, sentence: str, place: str = "", rows: list[MailAccount] | None = None) -> Line:
    named = [Named(each.pk, each.name) for each in rows or []]
    return line(key, Topic.ACCOUNTS, state, sentence, place=place, rows=named)
