"""All sections, in the order in which what they hold is created; it is removed in the opposite one."""

from __future__ import annotations

from kontor.tenant_files.domain.section import AnySection
from kontor.tenant_files.domain.sections.accounts import Accounts
from kontor.tenant_files.domain.sections.agreements import Agreements
from kontor.tenant_files.domain.sections.alarms import Alarms
from kontor.tenant_files.domain.sections.automatic import AutomaticReplies
from kontor.tenant_files.domain.sections.blocks import Blocks
from kontor.tenant_files.domain.sections.business_hours import BusinessHours
from kontor.tenant_files.domain.sections.categories import Categories
from kontor.tenant_files.domain.sections.closing_codes import ClosingCodes
from kontor.tenant_files.domain.sections.default_accounts import DefaultAccounts
from kontor.tenant_files.domain.sections.escalations import Escalations
from kontor.tenant_files.domain.sections.greetings import Greetings
from kontor.tenant_files.domain.sections.groups import AgentGroups, SupervisorGroups, SystemGroups
from kontor.tenant_files.domain.sections.letters import LetterAssets, Letterhead, LetterTemplates, Postage, Stylesheets
from kontor.tenant_files.domain.sections.library import Library
from kontor.tenant_files.domain.sections.modules import Modules
from kontor.tenant_files.domain.sections.no_reply import NoReplyAddresses
from kontor.tenant_files.domain.sections.people import People
from kontor.tenant_files.domain.sections.reviews import Reviews
from kontor.tenant_files.domain.sections.rules import Fallbacks, KeywordSets, Rules
from kontor.tenant_files.domain.sections.service_levels import ServiceLevels
from kontor.tenant_files.domain.sections.settings import SettingsSection
from kontor.tenant_files.domain.sections.telephony import BlockedNumbers, Telephony
from kontor.tenant_files.domain.sections.templates import Templates
from kontor.tenant_files.domain.sections.tenant import TenantSection
from kontor.tenant_files.domain.sections.words import Words

SECTIONS: tuple[AnySection, ...] = (
    TenantSection(),
    ServiceLevels(),
    BusinessHours(),
    SystemGroups(),
    SupervisorGroups(),
    AgentGroups(),
    People(),
    Accounts(),
    NoReplyAddresses(),
    DefaultAccounts(),
    ClosingCodes(),
    Categories(),
    SettingsSection(),
    KeywordSets(),
    Rules(),
    Fallbacks(),
    Library(),
    Greetings(),
    Templates(),
    Modules(),
    AutomaticReplies(),
    Reviews(),
    Escalations(),
    Alarms(),
    Words(),
    Blocks(),
    LetterAssets(),
    Stylesheets(),
    Letterhead(),
    LetterTemplates(),
    Postage(),
    Telephony(),
    BlockedNumbers(),
    Agreements(),
)
BY_KEY: dict[str, AnySection] = {section.key: section for section in SECTIONS}
