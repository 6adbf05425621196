"""What was learned as the rules ask it: the tenant's model in use, behind the seam of ``opinions.py``."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned import learner_for, words_of
from kontor.routing.domain.opinions import Learned, Opinion
from kontor.routing.enums import LearnedOrder
from kontor.routing.preferences import LEARNED_SURE, LEARNED_USE


def learned_for(account: MailAccount, *, only_used: bool = True) -> Learned | None:
    """The classifier of the account's tenant; None when there is none, or when it is not used.

    A general account has none: whose mail it is is not known before there is a category. ``only_used`` False also
    gives one that is switched off: it decides nothing, but can be asked what it thinks.
    """
    tenant = account.tenant
    if tenant is None:
        return None
    order = LearnedOrder(LEARNED_USE.get(tenant))
    if order == LearnedOrder.OFF and only_used:
        return None
    learner = learner_for(tenant.pk)
    if learner is None:
        return None

    def ask(facts: MailFacts) -> Opinion | None:
        found = learner.opinion(facts, account_id=account.pk)
        return Opinion(found.category, found.confidence, words_of(found.reasons)) if found else None

    return Learned(ask, order, LEARNED_SURE.get(tenant) / 100)
