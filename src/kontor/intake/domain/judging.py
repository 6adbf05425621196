"""Reading mails of the ledger and judging them, as many as can be judged without the others being filed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kontor.intake.domain.filters import verdict_on
from kontor.intake.domain.filters.follow_up import names_of
from kontor.intake.domain.identity import identity_of
from kontor.intake.domain.judged import Desk, JudgedMail
from kontor.intake.domain.lookups import KnownTickets
from kontor.intake.domain.paper import mail_of, scans_of
from kontor.intake.enums import VerdictKind
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail


def judge(arrivals: Sequence[Arrival]) -> list[JudgedMail]:
    """The mails with their verdicts, in order, up to the first whose verdict hangs on one before it.

    Such a mail begins the next batch: filing many at once comes to the same as filing one after the other.
    """
    known = KnownTickets()
    accounts = {arrival.account_id: arrival for arrival in arrivals}
    desks = {account_id: Desk.load(arrival.account, known) for account_id, arrival in accounts.items()}
    mails = _read(arrivals)
    known.learn([mail for mail, _identity in mails])
    judged: list[JudgedMail] = []
    for arrival, (mail, identity) in zip(arrivals, mails, strict=False):
        desk = desks[arrival.account_id]
        one = JudgedMail(arrival, mail, verdict_on(mail, desk.context), desk, identity)
        if _hangs_on(one, judged):
            break
        judged.append(one)
    return judged


def _read(arrivals: Sequence[Arrival]) -> list[tuple[ParsedMail, UUID | None]]:
    """The mails with their identities, up to the first that answers one of them, which has no ticket yet, or bears the
    id of one of them, or is one of them.

    Of two messages with one id the one filed later counts, so they are filed in the order they came.
    """
    scans = scans_of(arrivals)
    mails: list[tuple[ParsedMail, UUID | None]] = []
    names: set[str] = set()
    identities: set[UUID] = set()
    for arrival in arrivals:
        mail = mail_of(arrival, scans)
        identity = identity_of(mail)
        if not names.isdisjoint((*names_of(mail), mail.message_id)) or identity in identities:
            break
        mails.append((mail, identity))
        names |= {mail.message_id} - {""}
        identities |= {identity} if identity else set()
    return mails


def _hangs_on(one: JudgedMail, before: Sequence[JudgedMail]) -> bool:
    """It reports on one of the others; or names a ticket in vain, of which the others may change who takes part."""
    bounce = one.verdict.bounce
    if bounce and any(other.mail.message_id in bounce.original_message_ids for other in before):
        return True
    in_vain = one.verdict.ticket is None and one.verdict.candidate is not None
    return in_vain and any(other.verdict.kind != VerdictKind.NEW for other in before)
