"""Django's settings: this machine's part of the configuration, read from the environment."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kontor.config import env

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = env.flag("KONTOR_DEBUG")
SECRET_KEY = env.secret("KONTOR_SECRET_KEY", "not-secret-only-for-commands-that-need-no-key")
SECRETS_KEYS = [key for key in env.secret("KONTOR_SECRETS_KEYS").split() if key]
# Fixes the order of ticket numbers. Without it the secret key does; set it before the secret key is ever changed.
TICKET_NUMBER_KEY = env.secret("KONTOR_TICKET_NUMBER_KEY")
PUBLIC_URL = env.text("KONTOR_URL").rstrip("/")
ALLOWED_HOSTS = [*env.words("KONTOR_HOSTS", "127.0.0.1,localhost,[::1]"), *env.host_of(PUBLIC_URL)]
CSRF_TRUSTED_ORIGINS = [*env.words("KONTOR_ORIGINS"), *([PUBLIC_URL] if PUBLIC_URL else [])]
CSRF_FAILURE_VIEW = "kontor.entrance.views.errors.csrf_failed"
METRICS_TOKEN = env.secret("KONTOR_METRICS_TOKEN")
TRUSTED_PROXIES = env.words("KONTOR_TRUSTED_PROXIES")
SECURE_COOKIES = env.flag("KONTOR_HTTPS", default=PUBLIC_URL.startswith("https://"))
# Where links in mails lead: never to what a request calls this house, which its sender chooses.
LINKS_LEAD_TO = PUBLIC_URL or env.address_of(env.words("KONTOR_HOSTS"), secure=SECURE_COOKIES)
if SECURE_COOKIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Browsers that were here once come by HTTPS only, whatever a network on the way offers (RFC 6797).
    SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60
DEMO = env.flag("KONTOR_DEMO")
# Large mails and files in a folder instead of the database; the folder of a backup and of every machine is the same.
MAIL_STORAGE = env.folder("KONTOR_MAIL_STORAGE")
VAR = Path(env.text("KONTOR_VAR", str(Path.cwd() / "var")))
# Where the worker notes the ends of the audit log's chains: best where whoever owns the database cannot write.
AUDIT_HEADS = Path(env.text("KONTOR_AUDIT_HEADS", str(VAR / "audit-heads.jsonl")))
# Where letters are put for the print service: below this folder, which must be there (without it: below VAR), or in
# another storage of Django's, named by its class ("s3" for short) and a JSON object of its options.
LETTERS_ROOT = env.folder("KONTOR_LETTERS_ROOT")
LETTERS_STORAGE = env.storage("KONTOR_LETTERS_STORAGE")
# Below this (without it: below VAR) lie the folders into which scanners put letters; a file is taken when it has lain
# still so many seconds.
SCANS_ROOT = env.folder("KONTOR_SCANS_ROOT")
SCANS_PATIENCE = env.number("KONTOR_SCANS_PATIENCE", 10)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_prose_editor",
    "js_asset",
    "template_partials",
    "procrastinate.contrib.django",
    *(
        f"kontor.{package}"
        for package in (
            "tenants",
            "preferences",
            "audit",
            "live",
            "people",
            "sla",
            "customers",
            "channels",
            "spelling",
            "org",
            "tickets",
            "routing",
            "texts",
            "outbox",
            "letters",
            "answers",
            "intake",
            "calls",
            "escalations",
            "reports",
            "readiness",
            "tenant_files",
            "privacy",
            "ui",
            "entrance",
            "desk",
            "supervisor",
            "demo",
        )
    ),
]

MIDDLEWARE = [
    "kontor.live.middleware.release_connection",
    "kontor.ui.csp.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kontor.ui.messages.Messages",
    "kontor.entrance.middleware.say_what_cannot_be_opened",
    "kontor.entrance.middleware.tell_where_changes_come_from",
    "kontor.entrance.middleware.SignInUpkeep",
    "kontor.org.middleware.ScopeMiddleware",
    "kontor.ui.refusals.Refusals",
    "kontor.entrance.eyes.OnlyLooking",
]

ROOT_URLCONF = "kontor.demo.urls" if DEMO else "kontor.config.urls"
ASGI_APPLICATION = "kontor.config.asgi.application"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["kontor.people.backends.DeskBackend"]
SESSION_ENGINE = "kontor.people.sessions"
SESSION_COOKIE_NAME = "kontor_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign-in"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kontor.ui.context.ui",
            ],
        },
    }
]

FORM_RENDERER = "kontor.ui.widgets.Renderer"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
FORMAT_MODULE_PATH = "kontor.config.formats"
LANGUAGE_COOKIE_NAME = "kontor_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("KONTOR_TIME_ZONE", "Europe/Berlin")

# A new build of the static files has a new address, so browsers keep them without asking.
STATIC_BUILD = env.text("KONTOR_STATIC_BUILD")
STATIC_URL = f"/static/{STATIC_BUILD}/" if STATIC_BUILD else "/static/"
STATIC_ROOT = VAR / "static" / STATIC_BUILD

PROCRASTINATE_ON_APP_READY = "kontor.config.schedule.add_schedule"

LOG_FORMAT = env.one_of("KONTOR_LOG_FORMAT", ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "kontor.config.log_lines.Line"},
        "json": {"()": "kontor.config.log_lines.JsonLine"},
    },
    "filters": {"without_tokens": {"()": "kontor.config.log_filter.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # What people mistype and what strangers try is no trouble of ours; errors of our own are told.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # Each attempt to connect is one line there; who needs the database says so.
        "psycopg.pool": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "kontor": {"level": env.one_of("KONTOR_LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"))},
    },
}


DATABASES = {
    "default": env.database("KONTOR_DATABASE_URL", "postgresql://kontor_app@127.0.0.1:1/kontor"),
}
