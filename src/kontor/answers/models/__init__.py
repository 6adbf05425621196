from kontor.answers.models.automatic_budget import AutomaticBudget
from kontor.answers.models.automatic_reply import AutomaticReply
from kontor.answers.models.draft import Draft, DraftFile
from kontor.answers.models.review import Clearance, QualitySample, ReviewRule
from kontor.answers.models.sent_answer import SentAnswer

__all__ = [
    "AutomaticBudget",
    "AutomaticReply",
    "Clearance",
    "Draft",
    "DraftFile",
    "QualitySample",
    "ReviewRule",
    "SentAnswer",
]
