from kontor.routing.models.learned_model import LearnedModel, Learning
from kontor.routing.models.loan import Loan
from kontor.routing.models.rule import AccountFallback, CategoryRule, DryRun, KeywordSet, RuleVersion

__all__ = ["AccountFallback", "CategoryRule", "DryRun", "KeywordSet", "LearnedModel", "Learning", "Loan", "RuleVersion"]
