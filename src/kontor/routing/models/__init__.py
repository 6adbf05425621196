from kontor.routing.models.rule import AccountFallback, CategoryRule, DryRun, KeywordSet, RuleVersion

__all__ = ["AccountFallback", "CategoryRule", "DryRun", "KeywordSet", "RuleVersion"]
