from kontor.org.models.category import Category, CategoryClosingCode, ClosingCode, GroupCategory, MainCategory
from kontor.org.models.grant import Grant
from kontor.org.models.group import AgentGroup, Membership, SupervisorGroup, SystemGroup

__all__ = [
    "AgentGroup",
    "Category",
    "CategoryClosingCode",
    "ClosingCode",
    "Grant",
    "GroupCategory",
    "MainCategory",
    "Membership",
    "SupervisorGroup",
    "SystemGroup",
]
