"""What gunicorn serves: the staff site, or the portal when TE_VOET_SITE=portal."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# The portal's role may not read which migrations there are; what it misses it finds out by itself.
if not settings.IS_PORTAL:
    from config.tables import OpenWhenMigrated

    application = OpenWhenMigrated(application)
