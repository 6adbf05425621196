from django.apps import AppConfig


class SupervisorConfig(AppConfig):
    name = "kontor.supervisor"
    label = "supervisor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the areas' places known: one line an area."""
        from kontor.org.preferences import REASONS
        from kontor.preferences.domain.system import system_values
        from kontor.supervisor.absences import navigation as absences
        from kontor.supervisor.accounts import navigation as accounts
        from kontor.supervisor.acknowledgements import navigation as acknowledgements
        from kontor.supervisor.alarms import navigation as alarms
        from kontor.supervisor.arrivals import navigation as arrivals
        from kontor.supervisor.audit import navigation as audit
        from kontor.supervisor.automatic import navigation as automatic
        from kontor.supervisor.blocked_numbers import navigation as blocked_numbers
        from kontor.supervisor.blocks import navigation as blocks
        from kontor.supervisor.board import navigation as board
        from kontor.supervisor.breaks import navigation as breaks
        from kontor.supervisor.calls import navigation as calls
        from kontor.supervisor.categories import navigation as categories
        from kontor.supervisor.closing_codes import navigation as closing_codes
        from kontor.supervisor.distribution import navigation as distribution
        from kontor.supervisor.effective import navigation as effective
        from kontor.supervisor.escalations import navigation as escalations
        from kontor.supervisor.experts import navigation as experts
        from kontor.supervisor.greetings import navigation as greetings
        from kontor.supervisor.groups import navigation as groups
        from kontor.supervisor.hours import navigation as hours
        from kontor.supervisor.learning import navigation as learning
        from kontor.supervisor.letters import navigation as letters
        from kontor.supervisor.library import navigation as library
        from kontor.supervisor.modules import navigation as modules
        from kontor.supervisor.navigation import register_sections
        from kontor.supervisor.outgoing import navigation as outgoing
        from kontor.supervisor.overflow import navigation as overflow
        from kontor.supervisor.phone_systems import navigation as phone_systems
        from kontor.supervisor.privacy import navigation as privacy
        from kontor.supervisor.quality import navigation as quality
        from kontor.supervisor.reply_templates import navigation as reply_templates
        from kontor.supervisor.reports import navigation as reports
        from kontor.supervisor.reviews import navigation as reviews
        from kontor.supervisor.roles import navigation as roles
        from kontor.supervisor.rules import navigation as rules
        from kontor.supervisor.service_levels import navigation as service_levels
        from kontor.supervisor.system import navigation as system
        from kontor.supervisor.tenant_files import navigation as tenant_files
        from kontor.supervisor.tenants import navigation as tenants
        from kontor.supervisor.users import navigation as users
        from kontor.supervisor.words import navigation as words
        from kontor.ui.reasons import provide_reasons

        provide_reasons(lambda: REASONS.get(system_values()))
        register_sections()
        board.register()
        reports.register()
        alarms.register()
        calls.register()
        letters.register()
        tenants.register()
        tenant_files.register()
        groups.register()
        system.register()
        effective.register()
        breaks.register()
        audit.register()
        privacy.register()
        users.register()
        roles.register()
        categories.register()
        closing_codes.register()
        hours.register()
        service_levels.register()
        experts.register()
        acknowledgements.register()
        reply_templates.register()
        modules.register()
        library.register()
        greetings.register()
        reviews.register()
        automatic.register()
        quality.register()
        rules.register()
        learning.register()
        distribution.register()
        absences.register()
        escalations.register()
        accounts.register()
        phone_systems.register()
        arrivals.register()
        outgoing.register()
        overflow.register()
        blocks.register()
        blocked_numbers.register()
        words.register()
