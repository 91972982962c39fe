"""
A Django project for tests, set up once in a process when this is first imported.

Its models may be had in several databases: in SQLite, in memory, as `default`, and wherever a test
connects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["connect", "make_tables"]

if not settings.configured:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django_site"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def make_tables(*models: type[Model], using: str = "default") -> None:
    """Make the tables of models in a database."""
    from django.db import connections  # noqa: PLC0415  which needs the settings

    with connections[using].schema_editor() as editor:
        for model in models:
            editor.create_model(model)


def connect(alias: str, database: Mapping[str, Any]) -> None:
    """Have another database under an alias."""
    from django.db import connections  # noqa: PLC0415  as above

    whole = connections.configure_settings({"default": {}, alias: dict(database)})
    connections.databases[alias] = whole[alias]
