"""Django's admin over the tables of the product, as its documentation sets one up.

Usage: ``peer_admin.py PORT`` with ``PEER_DATABASE`` as JSON: host, port, user, password, name.
Django's own tables go into a schema of their own. The list asks for one row of the index at a
time what the product's page shows: title, unit, device, kind, state and time, with the same
filters and the search over the same column. Prints ``ready`` when an administrator exists.
"""

# ruff: noqa: ANN001, ANN201, ANN204, E402 - as Django's documentation writes it.

import json
import os
import sys
import types

import django
from django.conf import settings

PORT = sys.argv[1]
DATABASE = json.loads(os.environ["PEER_DATABASE"])
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="peer_urls",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    STATIC_URL="/static/",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": DATABASE["name"],
            "HOST": DATABASE["host"],
            "PORT": DATABASE["port"],
            "USER": DATABASE["user"],
            "PASSWORD": DATABASE["password"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": "-c search_path=peer,public -c jit=off"},
        }
    },
)
django.setup()

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.urls import path
from gunicorn.app.base import BaseApplication


class Unit(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "unit"
        app_label = "admin"

    def __str__(self):
        return self.name


class Device(models.Model):
    id = models.UUIDField(primary_key=True)
    device_no = models.TextField()

    class Meta:
        managed = False
        db_table = "device"
        app_label = "admin"


class Recording(models.Model):
    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.DO_NOTHING)
    device = models.ForeignKey(Device, models.DO_NOTHING)
    file_name = models.TextField()
    kind = models.CharField(max_length=20, choices=[(k, k) for k in ("audio", "photo", "video")])
    state = models.CharField(
        max_length=20, choices=[(s, s) for s in ("damaged", "processed", "quarantined")]
    )

    class Meta:
        managed = False
        db_table = "recording"
        app_label = "admin"


class RecordingSearch(models.Model):
    recording = models.OneToOneField(Recording, models.DO_NOTHING, primary_key=True)
    unit = models.ForeignKey(Unit, models.DO_NOTHING)
    moment = models.DateTimeField()
    words = models.TextField()

    class Meta:
        managed = False
        db_table = "recording_search"
        app_label = "admin"


class RecordingList(admin.ModelAdmin):
    list_display = ("file_name", "device_no", "unit", "kind", "state", "moment", "words")
    list_filter = ("recording__kind", "recording__state", "unit")
    list_select_related = ("recording", "recording__device", "unit")
    list_per_page = 50
    search_fields = ("words",)
    ordering = ("-moment", "-recording_id")

    def file_name(self, row):
        return row.recording.file_name

    def device_no(self, row):
        return row.recording.device.device_no

    def kind(self, row):
        return row.recording.kind

    def state(self, row):
        return row.recording.state


class Server(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", f"127.0.0.1:{PORT}")
        self.cfg.set("workers", 1)
        self.cfg.set("timeout", 120)
        self.cfg.set("loglevel", "error")

    def load(self):
        return get_wsgi_application()


admin.site.register(RecordingSearch, RecordingList)
urls = types.ModuleType("peer_urls")
urls.urlpatterns = [path("admin/", admin.site.urls)]
sys.modules["peer_urls"] = urls
with connection.cursor() as cursor:
    cursor.execute("CREATE SCHEMA IF NOT EXISTS peer")
call_command("migrate", verbosity=0)
if not User.objects.filter(username="bench").exists():
    User.objects.create_superuser("bench", "", "bench")
connection.close()
print("ready", flush=True)
Server().run()
