from kontor.org.models.category import Category, CategoryClosingCode, ClosingCode, GroupCategory, MainCategory
from kontor.org.models.grant import Grant
from kontor.org.models.group import AgentGroup, Membership, SupervisorGroup, SystemGroup
from kontor.org.models.setup import TenantSetup

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
    "TenantSetup",
]
