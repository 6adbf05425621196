"""How a go-live test ends in its mailbox: its mails are removed, or it is said which are left, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.channels.errors import ConnectionFailed
from kontor.channels.trial_mark import REPLY, REQUEST
from kontor.readiness.domain.trial_mails import arrived, clean, trial_subject
from kontor.readiness.enums import StepState
from kontor.readiness.models import Trial
from kontor.tenants.scope import scope

MAILS = {REQUEST: ("send", "fetch"), REPLY: ("deliver", "arrive")}
"""The step that sends each mail, and the one that sees it come in."""


@dataclass(frozen=True)
class Cleaned:
    """``all_gone``: nothing is left. ``again``: somebody reads the mailbox just now, so it is to be tried again."""

    sentence: str
    all_gone: bool
    again: bool = False


def clean_up(trial: Trial) -> Cleaned:
    """Remove what came in. What could not be removed is, by the sweep, as soon as the mailbox is read."""
    lost = _not_come_in(trial)
    try:
        cleaned = clean(trial.account_owner, trial.account_id, nonce=trial.nonce)
    except ConnectionFailed as failure:
        return Cleaned(_unreachable(trial, str(failure)), all_gone=False)
    if not cleaned:
        return Cleaned(_being_read(trial), all_gone=False, again=True)
    if lost:
        return Cleaned(_lost(trial), all_gone=False)
    return Cleaned(_("The mailbox is as it was, and no ticket is left."), all_gone=True)


def _not_come_in(trial: Trial) -> list[str]:
    """The kinds of mail that were sent and that nobody has seen come in."""
    waited_for = [kind for kind, (sent, came) in MAILS.items() if _is_done(trial, sent) and not _is_done(trial, came)]
    with scope(trial.account_owner):
        return [kind for kind in waited_for if arrived(trial.account, kind, trial.nonce) is None]


def _is_done(trial: Trial, step: str) -> bool:
    return bool(trial.steps.get(step, {}).get("state") == StepState.OK)


def _unreachable(trial: Trial, why: str) -> str:
    sentence = _(
        "The mail “%(subject)s” is left in the mailbox %(address)s, folder %(folder)s: %(why)s Kontor removes it as "
        "soon as it can read the mailbox. No ticket is left."
    )
    return sentence % {**_where(trial), "why": why}


def _being_read(trial: Trial) -> str:
    sentence = _(
        "The mail “%(subject)s” is left in the mailbox %(address)s, folder %(folder)s, which is being read just now. "
        "Kontor removes it within half an hour. No ticket is left."
    )
    return sentence % _where(trial)


def _lost(trial: Trial) -> str:
    sentence = _(
        "The mail “%(subject)s” was sent to %(address)s and was not found in the folder %(folder)s. Kontor removes it "
        "when it comes in; from any other folder, such as the one for spam, remove it yourself. No ticket is left."
    )
    return sentence % _where(trial)


def _where(trial: Trial) -> dict[str, str]:
    """The reply bears the subject too, after its "Re:"."""
    return {"subject": trial_subject(), "address": trial.address, "folder": trial.account.folder}
