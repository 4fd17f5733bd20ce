"""One settings file, read from the environment. Surprising values stop the start with a sentence.

Two sites share it: `staff` (officers and managers) and `portal` (stakeholders, no session, no
access log). `TE_VOET_SITE` says which one this process serves.
"""

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.embedded.redis import filesystem_options
from config.environment import HOUSE
from config.languages import spoken_below

env = environ.Env()


def one_of(name, choices, default):
    value = env.str(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be one of {', '.join(choices)}.")
    return value


ENVIRONMENT = one_of("TE_VOET_ENV", ["production", "local", "test"], "production")
SITE = one_of("TE_VOET_SITE", ["staff", "portal"], "staff")
IS_PORTAL = SITE == "portal"
IS_PRODUCTION = ENVIRONMENT == "production"

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
VAR = environ.Path(env.str("TE_VOET_VAR", default=str(HOUSE / "var")))

SITE_URL = env.str("SITE_URL", default="").rstrip("/")
PORTAL_URL = env.str("PORTAL_URL", default="").rstrip("/")
USES_HTTPS = SITE_URL.startswith("https://") and PORTAL_URL.startswith("https://")
ALLOWED_HOSTS = [
    host for host in [urlsplit(PORTAL_URL if IS_PORTAL else SITE_URL).hostname] if host
]

ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="Noordkade Retail Groep")
# Public holidays move the day a report is due; the code is that of the `holidays` library.
ORGANISATION_COUNTRY = env.str("ORGANISATION_COUNTRY", default="NL")
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=IS_PRODUCTION)
# A hosted database where roles cannot be made: everything works, less is enforced.
ONE_DATABASE_ROLE = env.bool("ONE_DATABASE_ROLE", default=False)

# --- What is installed ------------------------------------------------------------------------

OUR_APPS = ["accounts", "stakeholders", "dialogue", "trust"]
STAFF_APPS = [
    "config.apps.TeVoet",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    *OUR_APPS,
]
# Nobody signs in on the portal: what signs people in is not even loaded there.
PORTAL_APPS = [
    "config.apps.TeVoet",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "crispy_forms",
    *OUR_APPS,
]
INSTALLED_APPS = PORTAL_APPS if IS_PORTAL else STAFF_APPS

PORTAL_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.SafeHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
STAFF_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.SafeHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.tables.SayThatItIsNotOpen",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SpeakTheirLanguage",
    "accounts.middleware.AskForTheSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.SayWhatCannotBeDone",
]
MIDDLEWARE = PORTAL_MIDDLEWARE if IS_PORTAL else STAFF_MIDDLEWARE
# No cookie proves anything on the portal, so there is no request to forge (dialogue.portal.visits).
SILENCED_SYSTEM_CHECKS = ["security.W003"] if IS_PORTAL else []
ROOT_URLCONF = "config.portal_urls" if IS_PORTAL else "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

STAFF_CONTEXT = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.template.context_processors.tz",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "config.context.house",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOUSE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": STAFF_CONTEXT[:3] if IS_PORTAL else STAFF_CONTEXT,
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5", "portal"]
CRISPY_TEMPLATE_PACK = "portal" if IS_PORTAL else "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database, broker, cache -------------------------------------------------------------------


def database(name, default=""):
    """One door to the database, with the rights of one role (README, "Database roles")."""
    url = env.str(name, default=default)
    if not url:
        raise ImproperlyConfigured(
            f"{name} is not set. `make run` starts an embedded Postgres by itself; "
            "for a server of your own see “Running it for real” in the README."
        )
    wanted = env.db_url_config(url)
    options = {
        "application_name": f"te-voet-{SITE}",
        # Most slips of the finger in a name are forgiven (stakeholders.found_by).
        "options": "-c pg_trgm.word_similarity_threshold=0.5",
    }
    return wanted | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | wanted.get("OPTIONS", {}),
    }


DATABASES = {"default": database("DATABASE_URL")}
if not IS_PORTAL:
    # Migrations run as the owner: `manage.py migrate --database owner`.
    DATABASES["owner"] = database("DATABASE_OWNER_URL", default=env.str("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Throttling must survive Redis, which is the broker and nothing else (DESIGN.md §10).
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttling",
    }
}

CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# As long as it takes; by itself the worker gives up within the hour.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A page never waits for the broker: a wake-up that gets lost is made good by the next sweep.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = filesystem_options(VAR("broker"))
CELERY_TASK_PUBLISH_RETRY = False

# --- People who sign in ------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dialogue:today"
ACCOUNT_ADAPTER = "accounts.adapter.NobodySignsUpByThemselves"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Te Voet"
PASSWORD_RESET_TIMEOUT = 30 * 60
# Twelve hours from signing in, however busy (security.md AUT-6).
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- Cookies and headers -----------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = USES_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if USES_HTTPS else "te_voet_session"
CSRF_COOKIE_NAME = "__Host-csrf" if USES_HTTPS else "te_voet_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = USES_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = USES_HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USES_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if USES_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = USES_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PORTAL_CSS = (HOUSE / "templates" / "portal" / "portal.css").read_text() if IS_PORTAL else ""
PORTAL_JS = (HOUSE / "templates" / "portal" / "portal.js").read_text() if IS_PORTAL else ""


def csp_hash(text):
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "require-trusted-types-for": ["'script'"],
        "style-src": [csp_hash(PORTAL_CSS)] if IS_PORTAL else [SELF],
        "script-src": [csp_hash(PORTAL_JS)] if IS_PORTAL else [SELF],
        # Only whether there is a connection, before something is sent.
        **(
            {"connect-src": [SELF]}
            if IS_PORTAL
            else {
                "img-src": [SELF, "data:"],
                "font-src": [SELF],
                "connect-src": [SELF],
                "manifest-src": [SELF],
            }
        ),
    }
}

# --- Static files ------------------------------------------------------------------------------

STATIC_URL = "static/"
# Outside production files are served from where they are.
STATIC_ROOT = HOUSE / "staticfiles" if IS_PRODUCTION else None
STATICFILES_DIRS = [HOUSE / "static"]
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Mail --------------------------------------------------------------------------------------

SENT_MAIL_FOLDER = VAR("mail")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
    SHOWS_SENT_MAIL = False
elif IS_PRODUCTION and not IS_PORTAL:
    raise ImproperlyConfigured("EMAIL_URL is not set: reminders could not be sent.")
else:
    EMAIL_BACKEND = "config.mail.FolderBackend"
    SHOWS_SENT_MAIL = not IS_PORTAL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Te Voet <no-reply@example.org>")
ADMINS = []

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
OUR_TRANSLATIONS = HOUSE / "locale"
# Of whoever runs Te Voet: a language more, or a sentence of ours said differently.
THEIR_TRANSLATIONS = Path(env.str("TE_VOET_LOCALE", default=VAR("locale")))
LOCALE_PATHS = [THEIR_TRANSLATIONS, OUR_TRANSLATIONS]
# Stakeholders read and write these; our own people work in Dutch or English.
PORTAL_LANGUAGES = spoken_below(OUR_TRANSLATIONS, THEIR_TRANSLATIONS)
LANGUAGES = PORTAL_LANGUAGES if IS_PORTAL else [("nl", _("Dutch")), ("en", _("English"))]
# In a language for which nobody wrote down how it writes a day.
DATE_FORMAT, TIME_FORMAT = "j F Y", "H:i"
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("ORGANISATION_TIME_ZONE", default="Europe/Amsterdam")
FORMAT_MODULE_PATH = ["config.formats"]

# --- Input ---------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Logs: ids only, never what somebody said ------------------------------------------------------

DEFAULT_EXCEPTION_REPORTER_FILTER = "config.errors.SaysNothingAboutTheRequest"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "CRITICAL" if IS_PORTAL else "INFO"},
    "loggers": {
        # Django writes paths and, for 500s, whole requests: the portal must not.
        "django": {"level": "CRITICAL" if IS_PORTAL else "WARNING"},
        "django.request": {"level": "CRITICAL" if IS_PORTAL else "ERROR"},
    },
}

# --- Anonymous rounds ------------------------------------------------------------------------------

# Anonymous answers come out at one hour of the week (0 is Monday), in the organisation's time zone.
RELEASE_WEEKDAY = env.int("RELEASE_WEEKDAY", default=0)
RELEASE_HOUR = env.int("RELEASE_HOUR", default=6)
if RELEASE_WEEKDAY not in range(7) or RELEASE_HOUR not in range(24):
    raise ImproperlyConfigured("RELEASE_WEEKDAY must be 0 to 6, and RELEASE_HOUR 0 to 23.")
# How long after a round closes its anonymous words are kept (security.md RET-1).
ANONYMOUS_KEPT_DAYS = env.int("ANONYMOUS_KEPT_DAYS", default=180)
# The private halves of the sealing keys: files for the staff site and the worker, never for the
# portal, and never in a backup of the database (dialogue.sealing).
SEALING_KEYS = env.str("SEALING_KEYS", default=VAR("keys"))

# --- The record -------------------------------------------------------------------------------------

# A file to which the ends of all chains are added every day, best on a disk that others keep.
RECORD_HEADS_FILE = env.str("RECORD_HEADS_FILE", default="")

# --- Refuse to start unsafe ------------------------------------------------------------------------


def refuse_to_start_unsafe():
    complaints = []
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        complaints.append("SECRET_KEY must be random and at least 50 characters long.")
    if not USES_HTTPS:
        complaints.append("SITE_URL and PORTAL_URL must both begin with https://.")
    elif urlsplit(SITE_URL).hostname == urlsplit(PORTAL_URL).hostname:
        complaints.append("SITE_URL and PORTAL_URL must be two different hosts.")
    if env.bool("DEBUG", default=False):
        complaints.append("DEBUG must not be set.")
    if complaints:
        raise ImproperlyConfigured("Te Voet does not start: " + " ".join(complaints))


if IS_PRODUCTION:
    refuse_to_start_unsafe()
elif not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set; `make run` makes one.")
