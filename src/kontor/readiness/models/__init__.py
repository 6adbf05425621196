from kontor.readiness.models.canary import Canary
from kontor.readiness.models.trial import Trial

__all__ = ["Canary", "Trial"]
