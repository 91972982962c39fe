"""A model with PostgreSQL's arrays, apart from the others since it needs psycopg."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

__all__ = ["Tagged"]


class Tagged(models.Model):
    """What has arrays, whose members have less room than what is looked for."""

    tags = ArrayField(models.CharField(max_length=3), null=True)
    more = ArrayField(models.CharField(max_length=3), default=list)
    wide = ArrayField(models.TextField(), default=list)
    numbers = ArrayField(models.SmallIntegerField(), default=list)
    prices = ArrayField(models.DecimalField(max_digits=5, decimal_places=1), default=list)
    owner = models.CharField(max_length=30, null=True)

    class Meta:
        """Where it belongs."""

        app_label = "django_site"
