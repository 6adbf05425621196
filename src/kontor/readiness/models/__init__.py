from kontor.readiness.models.trial import Trial

__all__ = ["Trial"]
