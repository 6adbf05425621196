from kontor.routing.models.rule import AccountFallback, CategoryRule

__all__ = ["AccountFallback", "CategoryRule"]
