from kontor.channels.models.account import MailAccount
from kontor.channels.models.account_trouble import AccountTrouble
from kontor.channels.models.connection_test import ConnectionTest
from kontor.channels.models.no_reply_address import NoReplyAddress
from kontor.channels.models.tenant_accounts import TenantAccounts

__all__ = ["AccountTrouble", "ConnectionTest", "MailAccount", "NoReplyAddress", "TenantAccounts"]
