"""The Django peer as a WSGI application.

No middleware but the common one, persistent connections, the product's session settings.
"""

from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from bench.peers.common import dsn
from kernel.db import SESSION

_parts = urlsplit(dsn())
settings.configure(
    DEBUG=False,
    SECRET_KEY="unused: the sessions are the product's",  # noqa: S106 - nothing is signed with it
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.peers.django_views",
    INSTALLED_APPS=["django.contrib.postgres"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # gives answers their length
    USE_TZ=True,
    APPEND_SLASH=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts.path.lstrip("/"),
            "USER": unquote(_parts.username or ""),
            "PASSWORD": unquote(_parts.password or ""),
            "HOST": _parts.hostname or parse_qs(_parts.query)["host"][0],
            "PORT": str(_parts.port or parse_qs(_parts.query)["port"][0]),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in SESSION.items())},
        }
    },
)
django.setup(set_prefix=False)
application = get_wsgi_application()
