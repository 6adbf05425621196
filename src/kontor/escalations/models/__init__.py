from kontor.escalations.models.agreement import Agreement
from kontor.escalations.models.replay import Replay
from kontor.escalations.models.rule import EscalationRule, EscalationVersion, Firing, NoticeMail

__all__ = ["Agreement", "EscalationRule", "EscalationVersion", "Firing", "NoticeMail", "Replay"]
