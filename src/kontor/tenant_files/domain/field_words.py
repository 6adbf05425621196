"""What editors show of a field when somebody rests on it. The file is English, and so are they, in every language.

Settings are not here: what they are called is said where they are declared.
"""

from __future__ import annotations

import re

_WORDS = """
format: The format of the file. This version of Kontor reads 1.
tenant
name: Display name, once in the installation.
code: Short code: says which tenant the file is for. It never changes.
description: For administrators.
colour: The colour of the tenant's mark on every screen, 1 to 12.
language: Language of the tenant.
country: Country code of two letters (ISO 3166-1), for addresses and phone numbers.
time_zone: Like Europe/Berlin.
active: Off: its mail stays on the servers and nobody signs in for it.
service_levels
name: Known by this name in the file.
description: For administrators.
first_response: Minutes of working time until the first answer; nothing: no target.
next_response: Minutes of working time until each further answer; nothing: no target.
resolution: Minutes of working time until the request is closed; nothing: no target.
call_back: Minutes of working time until a missed call is called back; nothing: no target.
warning_share: From this share of a target on, in percent, a request is marked as near it.
pauses: While waiting for these the clock stands still.
priority_percent: Weight in the queue, in percent; 200 counts double.
business_hours
name: Known by this name in the file.
description: For administrators.
time_zone: Times of this calendar are those of the zone, like Europe/Berlin.
weeks: The first holds from the beginning, each other one from its day on.
weeks.valid_from: The first day of this week, like 2027-01-01; nothing for the first one.
weeks.week: Working hours by day; a day that is left out is free.
weeks.week.*: Like "08:00-12:00, 13:00-17:30"; over midnight "22:00-06:00".
weeks.country: On the public holidays of this country nobody works, like DE.
weeks.subdivision: Region of the country (ISO 3166-2 without the country), like BY.
weeks.catholic: Also the holidays that are kept only where most people are Catholic.
weeks.holidays_worked: Holidays that are worked like any other day, by their German names.
exceptions: Days that are unlike the others, in their order.
exceptions.day: Like 2026-12-24.
exceptions.name: What the day is called.
exceptions.hours: Hours of this day; nothing: free.
system_groups
name: Known by this name in the file.
description: For administrators.
supervisor_groups
name: Known by this name in the file.
system_group: The system group above it.
description: For administrators.
agent_groups
name: Known by this name in the file.
supervisor_group: The supervisor group above it.
description: For administrators.
settings: The group's own values for settings; the others are inherited.
people
person: User name. People are not created by a file.
agent_groups: The agent groups in which the person works, all of them.
roles: Roles, each on exactly one group.
roles.role: Name of the role.
roles.system_group: The role holds in this system group and below.
roles.supervisor_group: The role holds in this supervisor group and below.
roles.agent_group: The role holds in this agent group.
accounts
address: Known by this address in the file; an address belongs to one account.
name: Display name; nothing: the address.
kind: What it is for.
sender_name: Name of the sender in mails from it.
channel: Channel of the requests that come in here.
protocol: How mail is fetched.
host: Server from which mail is fetched.
port: Port for fetching; 0: the usual one.
security: Encryption for fetching.
username: User name for fetching.
password: Where the password for fetching comes from: {env: NAME} or {ask: "Question"}.
folder: Folder that is fetched; nothing: INBOX.
auth: How it signs in.
oauth_provider: Sign-in service.
oauth_grant: Way to the first token: a person signs in (code), or the application (client).
oauth_directory: Directory (tenant) at the sign-in service.
oauth_client_id: Id of the application at the sign-in service.
oauth_client_secret: Where the secret of the application comes from: {env: NAME} or {ask: "Question"}.
oauth_authorize_url: Address for signing in, for a service of your own.
oauth_token_url: Address for tokens, for a service of your own.
oauth_scopes: Scopes, separated by blanks.
after_fetch: What becomes of a mail on its server once it is fetched.
done_folder: Folder for fetched mails (after_fetch: move).
delete_after_days: Fetched mails are deleted on the server after so many days.
trusted_authserv: Names of the servers whose checks of senders are believed.
smtp_host: Server for sending; nothing: it does not send.
smtp_port: Port for sending; 0: the usual one.
smtp_security: Encryption for sending.
smtp_without_sign_in: Sends without signing in.
smtp_username: User name for sending; nothing: that for fetching.
smtp_password: Where the password for sending comes from: {env: NAME} or {ask: "Question"}.
plain_text: Sends plain text only.
sent_folder: Folder for copies of sent mails; nothing: none are kept there.
dkim_domain: Domain of the signature (DKIM).
dkim_selector: Selector of the signature (DKIM).
dkim_key: Where the key of the signature comes from: {env: NAME} or {ask: "Question"}.
ca_file: File with a certificate authority of your own, on the machine of Kontor.
weight_in: Weighting for fetching, 1 to 100; more comes first more often.
weight_out: Weighting for sending, 1 to 100; more comes first more often.
alternative: Address of the account that sends instead of this one while it cannot.
active: Off: nothing is fetched and nothing sent.
no_reply_addresses
address: Known by this address in the file.
display_name: Name of the sender.
is_default: Automatic mail is sent from it. Exactly one is the default.
default_accounts
incoming: Address of the account for incoming mail.
sending: Address of the account for sending.
inquiries: Address of the account for external inquiries.
forwards: Address of the account for forwards.
closing_codes
code: Known by this code in the file.
name: Display name.
categories
internal_name: Known by this name in the file; it never changes. Small letters, digits, hyphen and underscore.
name: Display name.
main_category: Heading under which it is listed; created when it is not there.
description: For agents and administrators.
agent_groups: The agent groups that work it, all of them.
closing_codes: The closing codes that can be chosen in it, all of them.
allowed_for_new_processes: May be chosen for a new process.
allowed_for_phone_tickets: May be chosen for phone tickets.
recategorization_source: Tickets may be moved out of it.
recategorization_destination: Tickets may be moved into it.
answer_allowed: May be answered.
auto_routing: Takes part in automatic routing.
bundling: Bundles the open tickets of one customer.
closing_code_required: Asks for a closing code.
settings: The category's own values for settings; the others are inherited.
keyword_sets
name: Known by this name in the file.
lines: Words or phrases, one each.
stems: Also other forms of the words.
rules
name: For administrators; nothing: the category.
category: Internal name of the category into which mail goes that fits.
account: Only mail of this account; nothing: of all.
threshold: Sum of points that the conditions with points must reach.
active: Off: it is not tried.
conditions: Those without points must all hold.
conditions.part: What of the mail is looked at.
conditions.values: One of them is enough.
conditions.sets: Keyword sets, more words of which one is enough.
conditions.stems: Also other forms of the words.
conditions.name: Name of the header (part: header).
conditions.least: At least this number.
conditions.most: At most this number.
conditions.negated: Holds when the mail does not fit.
conditions.points: Counts so much when it holds; nothing: it must hold.
fallbacks
account: Address of an account of the tenant.
category: Internal name of the category.
library
name: Known by this name in the file.
purpose: A file that agents attach, or a picture that texts show.
filename: As it is called when it is sent.
content: The content in base64.
greetings
language: Like de or en.
ms: Greeting of a woman.
mr: Greeting of a man.
named: Greeting with first and last name.
unknown: Greeting without a name.
templates
internal_name: Known by this name in the file, and included by it; it never changes.
name: Display name.
kind: What it is used for; an include is a piece of other templates.
part: What an include is; nothing for templates.
is_default: The include is used where a template names none of its own.
description: For administrators.
active: Off: it is not offered.
sender: Address of the account through which its mails leave; nothing: the usual one.
reply_account: Address of the account to which answers go; nothing: the usual one.
from_no_reply: Its mails leave from the do-not-reply address.
layout: Internal name of the layout; nothing: the default.
letterhead: Internal name of the letterhead; nothing: the default.
footer: Internal name of the footer; nothing: the default.
style: Internal name of the style; nothing: the default.
signature: Internal name of the signature; nothing: the default.
assignments: By the internal name of a category: offered there, or suggested. One of a kind is suggested in a category.
files: Names of library files that go out with its mails.
contents: By language: subject, HTML and plain text.
contents.subject: Subject of the mail.
contents.html: The text. Pictures of the library are picture:Name.
contents.text: Its own plain text; nothing: made of the HTML. A style has its CSS here.
text_modules
name: Display name, once in a language.
language: Like de; nothing: for all languages.
group: Heading under which it is listed; created when it is not there.
shortcut: Typed in a reply to insert it.
top: Stands at the top of the list.
categories: Internal names of categories in which it is offered; nothing: in all.
html: The text. Pictures of the library are picture:Name.
automatic_replies
category: Internal name of the category.
action: What happens without anybody.
template: Internal name of the template that is sent.
forward_to: To whom it is forwarded.
forward_to.name: Name of the recipient.
forward_to.address: E-mail address of the recipient.
active: Off: it does nothing.
review_rules
purpose: Released before sending, or looked at afterwards.
category: Internal name of the category; nothing: all.
agent: User name of the agent; nothing: all.
finding: Finding of the check before sending; nothing: it does not matter.
percent: Of so many of the answers, in percent.
escalation_rules
name: Known by this name in the file.
active: Off: it does not act.
again: Minutes after which it acts again; nothing: once.
conditions: All of them must hold.
conditions.kind: What is looked at.
conditions.number: Percent, minutes or a number, as the kind says.
conditions.values: States, categories (internal names), channels, languages or tags, as the kind says.
actions: They happen in this order.
actions.kind: What is done.
actions.number: By how much the priority is raised.
actions.values: User names, owner or supervisors; a category, an agent group or a tag, as the kind says.
alarms
name: Known by this name in the file.
measure: What is measured.
threshold: From this figure on somebody is told: a number, minutes or percent, as it is measured.
categories: Internal names of categories; nothing: all of the tenant.
by_mail: Tell by mail too.
active: Off: nobody is told.
words
language: Like de; nothing: in every language.
accepted: Words that are right.
refused: Words that are not proposed again.
blocked_senders
value: An address, or a domain with all below it.
action: Into the spam folder, or not taken at all.
note: Why, for administrators.
letter_pictures
name: Known by this name in the file and in stylesheets.
filename: As the file is called.
content: The content in base64.
stylesheets
name: Known by this name in the file.
is_default: Letters use it unless a template names another. Exactly one is the default.
supplied: The stylesheet of Kontor's that it can be reset to.
css: The stylesheet.
letterhead
sender: Sender, one line each.
return_line: The small line above the address in the window.
contact: Contact, one line each.
footer: Columns at the foot of the letter.
bank: Bank account, one line each.
legal: What the law asks for, one line each.
logo: Name of the picture that is the logo.
letter_templates
template: Internal name of the template.
stylesheet: Name of the stylesheet; nothing: the default.
output_directory: Folder for its letters; nothing: the one of the settings.
information: Prints the block with reference and date.
enclosures: Enclosures, one line each.
postage
name: Display name.
most_grams: Up to this weight.
most_sheets: Up to so many sheets; nothing: it does not matter.
abroad: For letters abroad.
price: Like 0.95, in the currency of the settings.
telephony
system: Name of a telephone system of the installation that serves this tenant.
prefix: Dialled before each number.
postfix: Dialled after each number.
blocked_numbers
number: Phone number whose calls are not taken.
reason: Why, for administrators.
overflow_agreements
name: How lists and histories of both tenants call it.
borrower: Short code of the tenant that takes the requests.
category: Display name of the borrower's category into which they go.
source_categories: Internal names of categories out of which they are lent; nothing: all that allow it.
measure: What says that this tenant has too much.
threshold: From this figure on: a number, minutes or percent, as it is measured.
forecast_open: The number that is forecast (measure: forecast).
back_below: Requests are handed back below this figure; nothing: never.
after: Minutes of working time since receipt from which a request may be lent.
quota: At most so many an hour; nothing: no limit.
accepts: Name of the borrower's business hours in which it accepts; nothing: round the clock.
sees_notes: The borrower sees earlier notes.
sees_history: The borrower sees the earlier history.
signs: Whose name the customer sees.
"""


def _read(words: str) -> dict[str, str]:
    found: dict[str, str] = {}
    section = ""
    for line in words.splitlines():
        field, colon, sentence = line.partition(": ")
        if colon:
            found[f"{section}.{field}" if section else field] = sentence
        elif re.fullmatch("[a-z_]+", line):
            section = line
    return found


FIELDS = _read(_WORDS)
"""By the way to the field, as "rules.conditions.part"; a star stands for all fields of a record."""
