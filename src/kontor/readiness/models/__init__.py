from kontor.readiness.models.canary import Canary
from kontor.readiness.models.letter_trial import LetterTrial
from kontor.readiness.models.trial import Trial

__all__ = ["Canary", "LetterTrial", "Trial"]
