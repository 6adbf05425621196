"""The tables that hold nothing of a contact, each with what it holds instead. ``plain`` names its columns of text, so
that a new one is looked at."""

from __future__ import annotations

from kontor.privacy.domain.tables import Table, Whose, without_contacts

CONFIGURATION = "what administrators set; texts of the tenant"

OTHERS: tuple[Table, ...] = (
    without_contacts("auth.Permission", Whose.NOBODY, "Django's own, empty", "name codename"),
    without_contacts("auth.Group_permissions", Whose.NOBODY, "Django's own, empty", ""),
    without_contacts("auth.Group", Whose.NOBODY, "Django's own, empty", "name"),
    without_contacts("contenttypes.ContentType", Whose.NOBODY, "Django's own", "app_label model"),
    without_contacts("procrastinate.ProcrastinateWorker", Whose.NOBODY, "jobs carry ids only", ""),
    without_contacts(
        "procrastinate.ProcrastinateJob",
        Whose.NOBODY,
        "jobs carry ids only",
        "queue_name task_name lock args status queueing_lock",
    ),
    without_contacts("procrastinate.ProcrastinateEvent", Whose.NOBODY, "jobs carry ids only", "type"),
    without_contacts(
        "procrastinate.ProcrastinatePeriodicDefer", Whose.NOBODY, "jobs carry ids only", "task_name periodic_id"
    ),
    without_contacts("tenants.Roster", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts(
        "tenants.Tenant",
        Whose.NOBODY,
        CONFIGURATION,
        "name name_key sort_key code description language country time_zone preferences",
    ),
    without_contacts("tenants.AppSetting", Whose.NOBODY, CONFIGURATION, "app key kind value"),
    without_contacts("readiness.Canary", Whose.NOBODY, "an account's mail to itself, and how it went", "nonce error"),
    without_contacts(
        "readiness.LetterTrial",
        Whose.NOBODY,
        "whether a sample letter could be made",
        "sheet directory stylesheet_trouble directory_trouble",
    ),
    without_contacts("preferences.SystemValues", Whose.NOBODY, CONFIGURATION, "preferences"),
    without_contacts(
        "people.User",
        Whose.STAFF,
        "who works here",
        "password username username_key email email_key name sort_key signature language theme location "
        "languages tags preferences",
    ),
    without_contacts("people.BreakReason", Whose.NOBODY, CONFIGURATION, "name sort_key"),
    without_contacts("people.AgentState", Whose.STAFF, "what somebody is doing", "module availability resumes"),
    without_contacts("people.StateChange", Whose.STAFF, "what somebody did when", "module availability reason"),
    without_contacts("people.Absence", Whose.STAFF, "when somebody is away and why", "note"),
    without_contacts("people.Role", Whose.NOBODY, CONFIGURATION, "name sort_key description permissions"),
    without_contacts(
        "people.Session", Whose.STAFF, "a person's sign-in", "session_key session_data tenants address browser"
    ),
    without_contacts("people.SignInAttempt", Whose.STAFF, "keyed hashes of failed sign-ins", "key"),
    without_contacts("sla.BusinessCalendar", Whose.NOBODY, CONFIGURATION, "name sort_key description time_zone"),
    without_contacts("sla.CalendarVersion", Whose.NOBODY, CONFIGURATION, "week country subdivision holidays_worked"),
    without_contacts("sla.CalendarException", Whose.NOBODY, CONFIGURATION, "name hours"),
    without_contacts("sla.ServiceLevel", Whose.NOBODY, CONFIGURATION, "name sort_key description pauses"),
    without_contacts("sla.CalendarPast", Whose.NOBODY, CONFIGURATION, "content"),
    without_contacts("sla.ServiceLevelPast", Whose.NOBODY, CONFIGURATION, "pauses"),
    without_contacts(
        "customers.Expert",
        Whose.OUTSIDE,
        "somebody outside who is asked. They go with a contact of the same address, or once they were taken out",
        deletes=True,
        elsewhere="by_address.py; those that were taken out, by their time: without_ticket.py",
    ),
    without_contacts(
        "channels.MailAccount",
        Whose.NOBODY,
        CONFIGURATION,
        "kind name sort_key address address_key sender_name channel protocol host security username password "
        "folder auth oauth_provider oauth_directory oauth_client_id oauth_client_secret oauth_authorize_url "
        "oauth_token_url oauth_scopes oauth_grant after_fetch done_folder trusted_authserv smtp_host "
        "smtp_security smtp_username smtp_password sent_folder dkim_domain dkim_selector dkim_key ca_file "
        "error_kind error_values oauth_pending oauth_refresh_token oauth_access_token",
    ),
    without_contacts(
        "channels.AccountTrouble", Whose.NOBODY, "what went wrong with a mailbox", "direction kind values"
    ),
    without_contacts(
        "channels.ConnectionTest", Whose.NOBODY, "what was said when a mailbox was tried", "language steps"
    ),
    without_contacts("channels.NoReplyAddress", Whose.NOBODY, CONFIGURATION, "address address_key display_name"),
    without_contacts("channels.TenantAccounts", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("spelling.Word", Whose.NOBODY, "words that are spelt right", "word language state"),
    without_contacts("org.SystemGroup", Whose.NOBODY, CONFIGURATION, "name sort_key description"),
    without_contacts("org.SupervisorGroup", Whose.NOBODY, CONFIGURATION, "name sort_key description"),
    without_contacts("org.AgentGroup", Whose.NOBODY, CONFIGURATION, "name sort_key description preferences"),
    without_contacts("org.Membership", Whose.STAFF, "who belongs to which group", ""),
    without_contacts("org.MainCategory", Whose.NOBODY, CONFIGURATION, "name sort_key"),
    without_contacts("org.ClosingCode", Whose.NOBODY, CONFIGURATION, "code name sort_key"),
    without_contacts(
        "org.Category", Whose.NOBODY, CONFIGURATION, "name sort_key internal_name description preferences"
    ),
    without_contacts("org.GroupCategory", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("org.CategoryClosingCode", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("org.TenantSetup", Whose.NOBODY, "where the setting up of a tenant was left", "step skipped"),
    without_contacts("org.Grant", Whose.STAFF, "who has which role", ""),
    without_contacts("tickets.TicketLink", Whose.NOBODY, "numbers of tickets", "kind"),
    without_contacts("tickets.Presence", Whose.STAFF, "who has a ticket open", "mode"),
    without_contacts("tickets.Promise", Whose.NOBODY, "times", "kind"),
    without_contacts("tickets.PromiseTerms", Whose.NOBODY, "times", ""),
    without_contacts("tickets.Pause", Whose.NOBODY, "times", "kind"),
    without_contacts("tickets.Recomputation", Whose.NOBODY, "how far a recomputation is", "cause"),
    without_contacts(
        "routing.LearnedModel",
        Whose.NOBODY,
        "hashes of words that very many mails had, and no text",
        "categories measure verdict content",
    ),
    without_contacts("routing.Learning", Whose.NOBODY, "how far the learning is", "end"),
    without_contacts(
        "routing.Loan",
        Whose.NOBODY,
        "which tenants a ticket was lent between",
        "ended_by signs lender_name lender_code borrower_name borrower_code",
    ),
    without_contacts("routing.CategoryRule", Whose.NOBODY, CONFIGURATION, "name conditions"),
    without_contacts("routing.KeywordSet", Whose.NOBODY, CONFIGURATION, "name sort_key lines"),
    without_contacts("routing.RuleVersion", Whose.NOBODY, "rules as they were", "content digest note"),
    without_contacts("routing.DryRun", Whose.NOBODY, "ids of tickets", "state content counts changes"),
    without_contacts("routing.AccountFallback", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("texts.Greeting", Whose.NOBODY, CONFIGURATION, "language form text"),
    without_contacts(
        "texts.ReplyTemplate", Whose.NOBODY, CONFIGURATION, "name sort_key internal_name kind part description"
    ),
    without_contacts("texts.TemplateContent", Whose.NOBODY, CONFIGURATION, "language subject html text"),
    without_contacts("texts.TemplateAssignment", Whose.NOBODY, CONFIGURATION, "kind"),
    without_contacts("texts.TemplateVersion", Whose.NOBODY, CONFIGURATION, "content"),
    without_contacts("texts.LibraryFile", Whose.NOBODY, CONFIGURATION, "purpose name sort_key filename content_type"),
    without_contacts("texts.TemplateFile", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("texts.ModuleGroup", Whose.NOBODY, CONFIGURATION, "name sort_key"),
    without_contacts(
        "texts.TextModule", Whose.NOBODY, CONFIGURATION, "name sort_key shortcut shortcut_key language html"
    ),
    without_contacts("texts.ModuleCategory", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("outbox.Storm", Whose.NOBODY, "how much was held back", ""),
    without_contacts(
        "letters.PrintBatch",
        Whose.NOBODY,
        "how many letters went to print",
        "state form currency own_directory directory filename sha256 error_kind error_values",
    ),
    without_contacts("letters.PrintAlarm", Whose.NOBODY, "which directory fails", "directory"),
    without_contacts(
        "letters.Stylesheet",
        Whose.NOBODY,
        CONFIGURATION,
        "name sort_key css supplied broken_kind broken_values good_css",
    ),
    without_contacts("letters.StylesheetVersion", Whose.NOBODY, CONFIGURATION, "name css"),
    without_contacts("letters.LetterTemplate", Whose.NOBODY, CONFIGURATION, "output_directory enclosures"),
    without_contacts("letters.PostageClass", Whose.NOBODY, CONFIGURATION, "name"),
    without_contacts("letters.LetterAsset", Whose.NOBODY, CONFIGURATION, "name filename content_type"),
    without_contacts("letters.Stationery", Whose.NOBODY, CONFIGURATION, "sender return_line contact footer bank legal"),
    without_contacts("answers.AutomaticReply", Whose.NOBODY, CONFIGURATION, "action forward_to"),
    without_contacts("answers.ReviewRule", Whose.NOBODY, CONFIGURATION, "purpose finding"),
    without_contacts("intake.Claim", Whose.NOBODY, "ids of mails that are being filed", "arrivals"),
    without_contacts("intake.FolderCheck", Whose.NOBODY, "what a server calls mails", "missing trouble"),
    without_contacts("intake.MailboxLease", Whose.NOBODY, "which worker reads a mailbox", "purpose holder"),
    without_contacts("intake.ShadowRun", Whose.NOBODY, "how far a run is", "state"),
    without_contacts(
        "calls.PhoneSystem",
        Whose.NOBODY,
        CONFIGURATION,
        "name sort_key connector host ca_file username secret technology context push_format token_hash "
        "signing_secret country area_code outside_line dial_format",
    ),
    without_contacts("calls.SystemTenant", Whose.NOBODY, CONFIGURATION, ""),
    without_contacts("calls.PhoneLink", Whose.NOBODY, "how a line stands", "state holder error_kind error_values"),
    without_contacts("calls.CallParty", Whose.STAFF, "which phones of the house were in a call", "extension state"),
    without_contacts("calls.LineTest", Whose.NOBODY, "what was said when a line was tried", "language steps"),
    without_contacts("calls.PhoneDevice", Whose.STAFF, "whose phone it is", "extension state"),
    without_contacts(
        "calls.HeldCall",
        Whose.OUTSIDE,
        "the number of a call that belongs to no tenant; kept as many days as the installation keeps events",
        "call_key because direction caller dialled trunk",
    ),
    without_contacts(
        "calls.RefusedEvent",
        Whose.OUTSIDE,
        "the beginning of what was posted and not believed; kept as many days as the installation keeps events",
        "kind values body address",
    ),
    without_contacts(
        "calls.Trunk", Whose.NOBODY, CONFIGURATION, "name sort_key pbx_name prefix postfix signalled_number"
    ),
    without_contacts("calls.DialledNumber", Whose.NOBODY, CONFIGURATION, "number normalized"),
    without_contacts("calls.TenantTelephony", Whose.NOBODY, CONFIGURATION, "prefix postfix"),
    without_contacts(
        "escalations.Agreement",
        Whose.NOBODY,
        CONFIGURATION,
        "name sort_key source_categories lender_name lender_code borrower_name borrower_code category_name "
        "accepts_name measure signs",
    ),
    without_contacts("escalations.Replay", Whose.NOBODY, "ids of tickets", "kind content state result"),
    without_contacts("escalations.EscalationRule", Whose.NOBODY, CONFIGURATION, "name sort_key content"),
    without_contacts("escalations.EscalationVersion", Whose.NOBODY, CONFIGURATION, "name content"),
    without_contacts("escalations.NoticeMail", Whose.STAFF, "who was told of an escalation", ""),
    without_contacts("reports.Alarm", Whose.NOBODY, CONFIGURATION, "name sort_key measure categories"),
    without_contacts("reports.AlarmMute", Whose.STAFF, "who does not want to hear of an alarm", ""),
    without_contacts("reports.BacklogSample", Whose.NOBODY, "how many tickets there were", "categories"),
    without_contacts(
        "privacy.Erasure",
        Whose.STAFF,
        "who erased what when and why, by numbers: a contact that was erased has no name any more",
        "kind state reason waits_for counts files left lengths certificate sha256",
    ),
    without_contacts(
        "readiness.Trial",
        Whose.STAFF,
        "how a test of the whole way went; its mails are made up",
        "address language nonce state steps",
    ),
    without_contacts(
        "audit.Chain", Whose.NOBODY, "how long a chain of the audit log is, and its hash", "hash anchor_hash"
    ),
)
