"""Which dry run is for what."""

from __future__ import annotations

from kontor.escalations.domain.replay_agreement import AgreementReplay
from kontor.escalations.domain.replay_promises import CalendarReplay, ServiceLevelReplay
from kontor.escalations.domain.replay_rule import RuleReplay
from kontor.escalations.domain.replayer import Replayer
from kontor.escalations.enums import ReplayKind

REPLAYERS: dict[str, type[Replayer]] = {
    ReplayKind.RULE: RuleReplay,
    ReplayKind.AGREEMENT: AgreementReplay,
    ReplayKind.CALENDAR: CalendarReplay,
    ReplayKind.SERVICE_LEVEL: ServiceLevelReplay,
}
