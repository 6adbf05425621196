"""Who may do what at every address: one line each, to be read like a table.

The people, in this order: nobody (not signed in), Dora (signed in, belongs to no tenant), Anna (agent of the first
tenant), Carla (agent of the second), Sven (supervisor of the first), Ada (administers the installation). All rows named
in the paths are the first tenant's; the ticket is Anna's unless the line says otherwise.

What they meet: ``ok`` (a page, a form, a refusal with its sentence), ``sign-in`` (sent there), ``choice`` (sent to the
tenant choice), a status, or ``nothing``: an answer, but no chosen row was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PEOPLE = ("nobody", "dora", "anna", "carla", "sven", "ada")


@dataclass(frozen=True)
class Line:
    """``words`` and ``rows`` fill places of the path, ``selected`` is the row chosen in a list."""

    get: str
    post: str
    ticket: str = "mine"
    words: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    selected: str = ""


# fmt: off
#                           nobody   dora    anna  carla sven  ada
NOT_SO                  = "sign-in  choice  405   405   405   405"
NEVER                   = "405      405     405   405   405   405"
NOWHERE                 = "404      404     404   404   404   404"
NOT_SO_PROFILE          = "sign-in  405     405   405   405   405"
PUBLIC                  = "ok       ok      ok    ok    ok    ok"
SIGNED_IN               = "sign-in  ok      ok    ok    ok    ok"
WITH_TENANT             = "sign-in  choice  ok    ok    ok    ok"
OF_TENANT               = "sign-in  choice  ok    404   ok    ok"
NOT_LENT                = "sign-in  choice  403   404   403   403"
WRITER                  = "sign-in  choice  ok    404   403   403"
WRITER_ONLY             = "sign-in  choice  ok    404   404   404"
SUPERVISOR_OF_TENANT    = "sign-in  choice  403   404   ok    ok"
SUPERVISOR              = "sign-in  choice  403   403   ok    ok"
ADMINISTRATOR_OF_TENANT = "sign-in  choice  403   404   403   ok"
ADMINISTRATOR           = "sign-in  choice  403   403   403   ok"
OF_ONES_OWN             = "sign-in  choice  403   403   nothing nothing"
OF_ANNA                 = "sign-in  404     ok    404   404   404"
BOTH_SIDES              = "sign-in  choice  403   403   nothing ok"
# fmt: on

TABLE = {
    # entrance
    "start": Line(WITH_TENANT, WITH_TENANT),
    "sign-in": Line(PUBLIC, PUBLIC),
    "tenant-choice": Line(SIGNED_IN, SIGNED_IN),
    "password-reset": Line(PUBLIC, PUBLIC),
    "password-new": Line(PUBLIC, PUBLIC),
    "sign-out": Line(NEVER, PUBLIC),
    "profile": Line(SIGNED_IN, SIGNED_IN),
    "profile-session-end": Line(NOT_SO_PROFILE, SIGNED_IN),
    "profile-sessions-end": Line(NOT_SO_PROFILE, SIGNED_IN),
    "profile-absence": Line(OF_ANNA, OF_ANNA),
    "profile-absence-end": Line(NOT_SO_PROFILE, OF_ANNA),
    "profile-tab": Line(SIGNED_IN, SIGNED_IN, words={"tab": "password"}),
    "state": Line(WITH_TENANT, WITH_TENANT),
    "health": Line(PUBLIC, NEVER),
    "calls": Line(NEVER, NOWHERE),
    "live": Line("401 ok ok ok ok ok", NEVER),
    # desk
    "desk:home": Line(WITH_TENANT, WITH_TENANT),
    # desk:compose
    "desk:compose:reply": Line(NOT_SO, WRITER),
    "desk:compose:save": Line(NOT_SO, WRITER_ONLY),
    "desk:compose:send": Line(NOT_SO, WRITER),
    "desk:compose:take-back": Line(NOT_SO, WRITER_ONLY),
    "desk:compose:spelling": Line(NOT_SO, WRITER),
    "desk:compose:suggest-spelling": Line(NOT_SO, WRITER),
    "desk:compose:ignore-word": Line(NOT_SO, WRITER),
    "desk:compose:propose-word": Line(NOT_SO, WRITER),
    "desk:compose:seen": Line(NOT_SO, WRITER_ONLY),
    "desk:compose:discard": Line(NOT_SO, WRITER_ONLY),
    "desk:compose:attach": Line(NOT_SO, WRITER),
    "desk:compose:detach": Line(NOT_SO, WRITER),
    # desk:clearance
    "desk:clearance:list": Line(SUPERVISOR, NOT_SO),
    "desk:clearance:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "desk:clearance:mail": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "desk:clearance:release": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "desk:clearance:return": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "desk:clearance:withdraw": Line(NOT_SO, WRITER),
    "desk:compose:library": Line(WRITER, NOT_SO),
    "desk:compose:attach-from-library": Line(NOT_SO, WRITER),
    "desk:compose:picture": Line(NOT_SO, WRITER),
    "desk:compose:shown-picture": Line(WRITER, NOT_SO),
    "desk:compose:library-picture": Line(OF_TENANT, NOT_SO),
    # desk:outside
    "desk:outside:begin": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:save": Line(NOT_SO, WRITER_ONLY, words={"mail_kind": "inquiry"}),
    "desk:outside:send": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:discard": Line(NOT_SO, WRITER_ONLY, words={"mail_kind": "inquiry"}),
    "desk:outside:attach": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:detach": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}, rows={"file_id": "outside_file_id"}),
    "desk:outside:picture": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:shown-picture": Line(
        WRITER, NOT_SO, words={"mail_kind": "inquiry"}, rows={"content_id": "outside_content_id"}
    ),
    "desk:outside:spelling": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:suggest-spelling": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:ignore-word": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:propose-word": Line(NOT_SO, WRITER, words={"mail_kind": "inquiry"}),
    "desk:outside:experts": Line(OF_TENANT, NOT_SO),
    "desk:outside:take-back": Line(NOT_SO, OF_TENANT),
    "desk:outside:remind": Line(NOT_SO, OF_TENANT),
    # desk:draft
    "desk:draft:templates": Line(WRITER_ONLY, NOT_SO),
    "desk:draft:template": Line(NOT_SO, WRITER_ONLY),
    "desk:draft:modules": Line(WRITER_ONLY, NOT_SO),
    "desk:draft:module": Line(NOT_SO, WRITER_ONLY),
    "desk:draft:shortcuts": Line(WRITER_ONLY, NOT_SO),
    "desk:draft:recipients": Line(NOT_SO, WRITER_ONLY),
    # desk:new
    "desk:new:begin": Line(WITH_TENANT, WITH_TENANT),
    "desk:new:recipients": Line(WITH_TENANT, NOT_SO),
    "desk:new:write": Line(WRITER_ONLY, NOT_SO, rows={"draft_id": "new_draft_id"}),
    "desk:new:process": Line(WRITER_ONLY, NOT_SO, rows={"draft_id": "new_draft_id"}),
    "desk:new:save": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:readdress": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:send": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:discard": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:spelling": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:suggest-spelling": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:ignore-word": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:propose-word": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:attach": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:detach": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id", "file_id": "new_file_id"}),
    "desk:new:picture": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:attach-from-library": Line(NOT_SO, WRITER_ONLY, rows={"draft_id": "new_draft_id"}),
    "desk:new:library-picture": Line(WRITER_ONLY, NOT_SO, rows={"draft_id": "new_draft_id"}),
    "desk:new:library": Line(WRITER_ONLY, NOT_SO, rows={"draft_id": "new_draft_id"}),
    "desk:new:shown-picture": Line(
        WRITER_ONLY, NOT_SO, rows={"draft_id": "new_draft_id", "content_id": "new_content_id"}
    ),
    # desk:contacts
    "desk:contacts:list": Line(WITH_TENANT, NOT_SO),
    "desk:contacts:show": Line(OF_TENANT, OF_TENANT),
    "desk:contacts:add-address": Line(NOT_SO, OF_TENANT),
    "desk:contacts:deliverable": Line(NOT_SO, OF_TENANT),
    "desk:contacts:remove-address": Line(NOT_SO, OF_TENANT),
    "desk:contacts:add-postal": Line(OF_TENANT, OF_TENANT),
    "desk:contacts:change-postal": Line(OF_TENANT, OF_TENANT),
    "desk:contacts:delete-postal": Line(NOT_SO, OF_TENANT),
    "desk:contacts:default-postal": Line(NOT_SO, OF_TENANT),
    "desk:contacts:undeliverable-postal": Line(NOT_SO, OF_TENANT),
    "desk:contacts:deliverable-postal": Line(NOT_SO, OF_TENANT),
    "desk:contacts:link": Line(NOT_SO, OF_TENANT),
    "desk:contacts:unlink": Line(NOT_SO, OF_TENANT),
    # desk:inbox
    "desk:inbox:list": Line(WITH_TENANT, NOT_SO),
    "desk:inbox:folders": Line(WITH_TENANT, NOT_SO),
    "desk:inbox:next": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:jump": Line(WITH_TENANT, NOT_SO),
    "desk:inbox:selection": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-recategorize": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-assign": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-release": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-close": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-resubmit": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-pass-on": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-spam": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:selection-not-spam": Line(NOT_SO, WITH_TENANT),
    "desk:inbox:undo": Line(NOT_SO, WITH_TENANT),
    # desk:phone
    "desk:phone:dial": Line(WITH_TENANT, WITH_TENANT),
    "desk:phone:calls": Line(WITH_TENANT, NOT_SO),
    "desk:phone:hang-up": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:over": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:hold": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:resume": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:transfer": Line(WRITER_ONLY, WRITER_ONLY),
    "desk:phone:note": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:finish": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:ticket": Line(WRITER_ONLY, WRITER_ONLY),
    "desk:phone:attach": Line(WRITER_ONLY, WRITER_ONLY),
    "desk:phone:decline": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:customer": Line(NOT_SO, WRITER_ONLY),
    "desk:phone:new-customer": Line(WRITER_ONLY, WRITER_ONLY),
    # desk:notices
    "desk:notices:list": Line(WITH_TENANT, NOT_SO),
    "desk:notices:read": Line(NOT_SO, WITH_TENANT),
    # desk:upcoming
    "desk:upcoming:list": Line(WITH_TENANT, NOT_SO),
    # desk:reviews
    "desk:reviews:list": Line(WITH_TENANT, NOT_SO),
    # desk:ticket
    "desk:ticket:show": Line(OF_TENANT, NOT_SO),
    "desk:ticket:context": Line(OF_TENANT, NOT_SO),
    "desk:ticket:deadline": Line(OF_TENANT, NOT_SO),
    "desk:ticket:take": Line(NOT_SO, OF_TENANT, ticket="queued"),
    "desk:ticket:release": Line(NOT_SO, OF_TENANT),
    "desk:ticket:note": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:recategorize": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:assign": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "desk:ticket:close": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:resubmit": Line(WRITER, WRITER),
    "desk:ticket:pass-on": Line(WRITER, WRITER),
    "desk:ticket:fetch": Line(NOT_SO, OF_TENANT, ticket="waiting"),
    "desk:ticket:reactivate": Line(NOT_SO, OF_TENANT, ticket="closed"),
    "desk:ticket:spam": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:not-spam": Line(NOT_SO, OF_TENANT, ticket="spam"),
    "desk:ticket:hand-over": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "desk:ticket:hand-back": Line(NOT_LENT, NOT_LENT),
    "desk:ticket:end-loan": Line(NOT_SO, NOT_LENT),
    "desk:ticket:duplicate": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:process": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:process-split": Line(NOT_SO, OF_TENANT),
    "desk:ticket:process-clone": Line(NOT_SO, OF_TENANT),
    "desk:ticket:merge": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:dismiss": Line(NOT_SO, OF_TENANT, rows={"other_number": "suggested_number"}),
    "desk:ticket:undo-move": Line(NOT_SO, OF_TENANT),
    "desk:ticket:delivery": Line(OF_TENANT, NOT_SO),
    "desk:ticket:delivery-correct": Line(NOT_SO, OF_TENANT),
    "desk:ticket:delivery-again": Line(NOT_SO, OF_TENANT),
    "desk:ticket:delivery-arrived": Line(NOT_SO, OF_TENANT),
    "desk:ticket:presence": Line(NOT_SO, OF_TENANT),
    "desk:ticket:message": Line(OF_TENANT, NOT_SO),
    "desk:ticket:raw": Line(OF_TENANT, NOT_SO),
    "desk:ticket:why": Line(OF_TENANT, NOT_SO),
    "desk:ticket:separate": Line(NOT_SO, OF_TENANT),
    "desk:ticket:move": Line(OF_TENANT, OF_TENANT),
    "desk:ticket:file": Line(OF_TENANT, NOT_SO),
    # supervisor
    "supervisor:acknowledgements": Line(SUPERVISOR, NOT_SO),
    "supervisor:index": Line(SUPERVISOR, SUPERVISOR),
    # supervisor:accounts
    "supervisor:accounts:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:accounts:system": Line(SUPERVISOR, NOT_SO),
    "supervisor:accounts:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:accounts:delete": Line(NOT_SO, ADMINISTRATOR, selected="account_id"),
    "supervisor:accounts:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:accounts:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_account_id"),
    "supervisor:accounts:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:fetch": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:signed-in": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:accounts:sign-in": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:accounts:test": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:test-progress": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:accounts:signature": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:signature-remove": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:accounts:tab": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"tab": "general"}),
    # supervisor:arrivals
    # supervisor:phone-systems
    "supervisor:phone-systems:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:phone-systems:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:delete": Line(NOT_SO, ADMINISTRATOR, selected="system_id"),
    "supervisor:phone-systems:edit": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:token": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:test": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:test-progress": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:phone-systems:trunks": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:trunk-remove": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:numbers": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:phone-systems:number-remove": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:give": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:phone-systems:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "connection"}),
    "supervisor:outgoing:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:outgoing:release": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:outgoing:discard": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:arrivals:held": Line(SUPERVISOR, NOT_SO),
    "supervisor:arrivals:again": Line(NOT_SO, SUPERVISOR, selected="arrival_id"),
    "supervisor:arrivals:place": Line(NOT_SO, "sign-in choice 403 403 nothing nothing", selected="arrival_id"),
    "supervisor:arrivals:leave": Line(NOT_SO, SUPERVISOR, selected="arrival_id"),
    "supervisor:arrivals:days": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:check": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:arrivals:shadow-run": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:shadow-cancel": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow-repair": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:shadow-take-back": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:arrivals:to-ticket": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:ticket": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:arrivals:journeys": Line(WITH_TENANT, NOT_SO),
    "supervisor:arrivals:journey-of-message": Line(OF_TENANT, NOT_SO),
    "supervisor:arrivals:journey": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    # supervisor:audit
    "supervisor:audit:log": Line(SUPERVISOR, NOT_SO),
    "supervisor:audit:of": Line(SUPERVISOR, NOT_SO),
    # supervisor:blocked_numbers
    "supervisor:blocked_numbers:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:blocked_numbers:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:blocked_numbers:remove": Line(NOT_SO, SUPERVISOR, selected="blocked_number_id"),
    # supervisor:blocks
    "supervisor:blocks:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:blocks:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:blocks:remove": Line(NOT_SO, SUPERVISOR, selected="block_id"),
    # supervisor:categories
    "supervisor:categories:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:categories:internal-name": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:delete": Line(NOT_SO, SUPERVISOR, selected="unused_category_id"),
    "supervisor:categories:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:categories:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_category_id"),
    "supervisor:categories:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:categories:tab": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"tab": "general"}),
    # supervisor:words
    "supervisor:words:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:words:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:words:accept": Line(NOT_SO, SUPERVISOR, selected="proposed_word_id"),
    "supervisor:words:refuse": Line(NOT_SO, SUPERVISOR, selected="word_id"),
    "supervisor:words:delete": Line(NOT_SO, SUPERVISOR, selected="word_id"),
    # supervisor:greetings
    "supervisor:greetings:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:greetings:tenant": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:greetings:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"language": "de"}),
    "supervisor:greetings:examples": Line(NOT_SO, SUPERVISOR_OF_TENANT, words={"language": "de"}),
    # supervisor:library
    "supervisor:library:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:library:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:library:delete": Line(NOT_SO, SUPERVISOR, selected="library_file_id"),
    "supervisor:library:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:library:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_library_file_id"),
    "supervisor:library:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:library:content": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    # supervisor:reply_templates
    "supervisor:reply_templates:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:reply_templates:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:reply_templates:delete": Line(NOT_SO, SUPERVISOR, selected="unused_template_id"),
    "supervisor:reply_templates:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:reply_templates:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_template_id"),
    "supervisor:reply_templates:exchange": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:reply_templates:export": Line(NOT_SO, SUPERVISOR),
    "supervisor:reply_templates:export-all": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:reply_templates:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:reply_templates:copy": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:reply_templates:content": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"language": "de"}),
    "supervisor:reply_templates:remove": Line(NOT_SO, SUPERVISOR_OF_TENANT, words={"language": "de"}),
    "supervisor:reply_templates:preview": Line(NOT_SO, SUPERVISOR_OF_TENANT, words={"language": "de"}),
    "supervisor:reply_templates:compare": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:reply_templates:restore-version": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:reply_templates:tab": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT, words={"tab": "contents"}),
    # supervisor:automatic
    "supervisor:automatic:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:automatic:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:automatic:delete": Line(NOT_SO, SUPERVISOR, selected="automatic_id"),
    "supervisor:automatic:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:alarms
    "supervisor:alarms:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:alarms:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:alarms:delete": Line(NOT_SO, SUPERVISOR, selected="alarm_id"),
    "supervisor:alarms:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:alarms:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_alarm_id"),
    "supervisor:alarms:mute-a-day": Line(NOT_SO, OF_ONES_OWN, selected="alarm_id"),
    "supervisor:alarms:mute": Line(NOT_SO, OF_ONES_OWN, selected="alarm_id"),
    "supervisor:alarms:unmute": Line(NOT_SO, OF_ONES_OWN, selected="alarm_id"),
    "supervisor:alarms:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:absences
    "supervisor:absences:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:absences:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:absences:edit": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:absences:end": Line(NOT_SO, SUPERVISOR),
    # supervisor:board
    "supervisor:board:show": Line(SUPERVISOR, NOT_SO),
    "supervisor:board:wall": Line(SUPERVISOR, NOT_SO),
    "supervisor:board:tickets": Line(SUPERVISOR, NOT_SO),
    # supervisor:breaks
    "supervisor:breaks:list": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:breaks:delete": Line(NOT_SO, ADMINISTRATOR),
    # supervisor:calls
    "supervisor:calls:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:calls:export": Line(NOT_SO, SUPERVISOR),
    "supervisor:calls:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:calls:over": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:calls:recording": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    # supervisor:distribution
    "supervisor:distribution:show": Line(SUPERVISOR, NOT_SO),
    "supervisor:distribution:state": Line(NOT_SO, SUPERVISOR),
    # supervisor:quality
    "supervisor:quality:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:quality:review": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:reviews
    "supervisor:reviews:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:reviews:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:reviews:delete": Line(NOT_SO, SUPERVISOR, selected="review_rule_id"),
    "supervisor:reviews:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:modules
    "supervisor:modules:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:modules:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:modules:delete": Line(NOT_SO, SUPERVISOR, selected="module_id"),
    "supervisor:modules:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:modules:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_module_id"),
    "supervisor:modules:groups": Line(SUPERVISOR, NOT_SO),
    "supervisor:modules:new-group": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:modules:delete-groups": Line(NOT_SO, SUPERVISOR, selected="module_group_id"),
    "supervisor:modules:group": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:modules:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:experts
    "supervisor:experts:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:experts:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:experts:delete": Line(NOT_SO, SUPERVISOR, selected="expert_id"),
    "supervisor:experts:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:experts:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_expert_id"),
    "supervisor:experts:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:closing_codes
    "supervisor:closing_codes:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:closing_codes:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:closing_codes:delete": Line(NOT_SO, SUPERVISOR, selected="closing_code_id"),
    "supervisor:closing_codes:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:closing_codes:restore": Line(NOT_SO, SUPERVISOR, selected="deleted_closing_code_id"),
    "supervisor:closing_codes:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    # supervisor:overflow: between the two tenants; who answers for one of them confirms, but changes nothing
    "supervisor:overflow:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:overflow:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:overflow:delete": Line(NOT_SO, BOTH_SIDES, selected="agreement_id"),
    "supervisor:overflow:deleted": Line(SUPERVISOR, NOT_SO),
    "supervisor:overflow:restore": Line(NOT_SO, BOTH_SIDES, selected="deleted_agreement_id"),
    "supervisor:overflow:show": Line(SUPERVISOR, NOT_SO),
    "supervisor:overflow:terms": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:overflow:confirm": Line(NOT_SO, SUPERVISOR),
    "supervisor:overflow:withdraw": Line(NOT_SO, SUPERVISOR),
    "supervisor:overflow:on": Line(NOT_SO, SUPERVISOR),
    "supervisor:overflow:off": Line(NOT_SO, SUPERVISOR),
    # supervisor:hours
    "supervisor:hours:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:hours:preview": Line(SUPERVISOR, NOT_SO),
    "supervisor:hours:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:hours:copy": Line(NOT_SO, ADMINISTRATOR, selected="calendar_id"),
    "supervisor:hours:delete": Line(NOT_SO, ADMINISTRATOR, selected="calendar_id"),
    "supervisor:hours:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:hours:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_calendar_id"),
    "supervisor:hours:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:hours:weeks": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:hours:remove_week": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:hours:exceptions": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:hours:remove_exceptions": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:hours:year": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    # supervisor:service_levels
    "supervisor:service_levels:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:service_levels:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:service_levels:delete": Line(NOT_SO, ADMINISTRATOR, selected="level_id"),
    "supervisor:service_levels:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:service_levels:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_level_id"),
    "supervisor:service_levels:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    # supervisor:groups
    "supervisor:groups:tree": Line(SUPERVISOR, NOT_SO),
    "supervisor:groups:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:groups:new-system-group": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:groups:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:groups:edit": Line(SUPERVISOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:delete": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:groups:restore": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"group_id": "deleted_group_id"}),
    # supervisor:learning
    "supervisor:learning:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:learning:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:learning:use": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:learning:train": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:learning:ask": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:learning:choose": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    # supervisor:roles
    "supervisor:roles:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:roles:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:roles:delete": Line(NOT_SO, ADMINISTRATOR, selected="unused_role_id"),
    "supervisor:roles:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:roles:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_role_id"),
    "supervisor:roles:edit": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:roles:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "general"}),
    # supervisor:rules
    "supervisor:escalations:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:escalations:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:escalations:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:activate": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:versions": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:escalations:firings": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:escalations:put-back": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:up": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:down": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:switch": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:escalations:delete": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:rules:new": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:rules:test": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:rules:fallback": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:edit": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:rules:up": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:down": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:keywords": Line(SUPERVISOR, NOT_SO),
    "supervisor:rules:new-keywords": Line(SUPERVISOR, SUPERVISOR),
    "supervisor:rules:edit-keywords": Line(SUPERVISOR_OF_TENANT, SUPERVISOR_OF_TENANT),
    "supervisor:rules:delete-keywords": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:activate": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:discard": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:versions": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:rules:version": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:rules:start-dry-run": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:replays:show": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:replays:cancel": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:recomputation": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:rules:dry-run": Line(SUPERVISOR_OF_TENANT, NOT_SO),
    "supervisor:rules:cancel-dry-run": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:roll-back": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:load": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    "supervisor:rules:delete": Line(NOT_SO, SUPERVISOR_OF_TENANT),
    # supervisor:system
    "supervisor:system:settings": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:system:tab": Line(ADMINISTRATOR, ADMINISTRATOR, words={"tab": "org"}),
    # supervisor:tenants
    "supervisor:tenants:list": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenants:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    # Ada is refused, because it has tickets.
    "supervisor:tenants:delete": Line(NOT_SO, "sign-in choice 403 403 403 nothing", selected="tenant_id"),
    "supervisor:tenants:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:tenants:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_tenant_id"),
    "supervisor:tenants:edit": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:no-reply-add": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:no-reply-default": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:no-reply-change": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:no-reply-remove": Line(NOT_SO, ADMINISTRATOR_OF_TENANT, rows={"address_id": "no_reply_id"}),
    "supervisor:tenants:dialled": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:test-call": Line(NOT_SO, ADMINISTRATOR_OF_TENANT),
    "supervisor:tenants:test-call-progress": Line("sign-in choice 403 404 403 404", NOT_SO),
    "supervisor:tenants:subject": Line(ADMINISTRATOR_OF_TENANT, NOT_SO),
    "supervisor:tenants:tab": Line(ADMINISTRATOR_OF_TENANT, ADMINISTRATOR_OF_TENANT, words={"tab": "general"}),
    # supervisor:users
    "supervisor:users:list": Line(SUPERVISOR, NOT_SO),
    "supervisor:users:new": Line(ADMINISTRATOR, ADMINISTRATOR),
    "supervisor:users:delete": Line(NOT_SO, ADMINISTRATOR, selected="user_id"),
    "supervisor:users:deleted": Line(ADMINISTRATOR, NOT_SO),
    "supervisor:users:restore": Line(NOT_SO, ADMINISTRATOR, selected="deleted_user_id"),
    "supervisor:users:edit": Line(SUPERVISOR, ADMINISTRATOR),
    "supervisor:users:role-give": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:role-take": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:session-end": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:sessions-end": Line(NOT_SO, ADMINISTRATOR),
    "supervisor:users:tab": Line(SUPERVISOR, ADMINISTRATOR, words={"tab": "general"}),
    # ui
    "ui:theme": Line(NEVER, PUBLIC),
    "ui:language": Line(NEVER, PUBLIC),
}
