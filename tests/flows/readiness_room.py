"""What was tried of a house: a go-live test, its letters, a canary, each with what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import new_nonce
from kontor.kernel import clock
from kontor.readiness.enums import TrialState
from kontor.readiness.models import Canary, LetterTrial, Trial
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_readiness(house: House, account: MailAccount) -> None:
    mark, tenant, now = house.mark, house.tenant, clock.now()
    own = {"tenant": tenant, "account": account, "account_owner": account.owner}
    with in_scope(tenant):
        trial = Trial.objects.create(
            **own,
            address=account.address,
            by=house.administrator,
            nonce=new_nonce(),
            state=TrialState.FAILED,
            steps={"send": {"state": "failed", "sentence": mark("trialstep"), "at": now.isoformat()}},
            asked_at=now,
            begun_at=now,
            touched_at=now,
            finished_at=now,
        )
        LetterTrial.objects.create(tenant=tenant, tried_at=now, directory_trouble=mark("lettertrouble"))
        Canary.objects.create(**own, begun_at=now, failing_since=now, error=mark("canaryerror"))
    house.places["trial_id"] = trial.pk
