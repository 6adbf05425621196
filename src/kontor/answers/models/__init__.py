from kontor.answers.models.acknowledgement_text import AcknowledgementText
from kontor.answers.models.automatic_budget import AutomaticBudget
from kontor.answers.models.draft import Draft, DraftFile

__all__ = ["AcknowledgementText", "AutomaticBudget", "Draft", "DraftFile"]
