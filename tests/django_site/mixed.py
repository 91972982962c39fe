"""Models whose tables are older than they are, for MySQL."""

from __future__ import annotations

from django.db import models

__all__ = ["Mixed", "MixedMember"]


class Mixed(models.Model):
    """What has a column of each charset, a time of whole seconds, and other numbers as truths."""

    id = models.IntegerField(primary_key=True)
    general = models.CharField(max_length=20, null=True, choices=[("ana", "Ana")])
    uca = models.TextField(null=True)
    padded = models.CharField(max_length=20, null=True, db_collation="utf8mb4_bin")
    wide = models.CharField(max_length=20, null=True)
    latin = models.SlugField(max_length=20, null=True)
    plain = models.CharField(max_length=20, null=True, db_collation="ascii_general_ci")
    whole = models.DateTimeField(null=True)
    flag = models.BooleanField(null=True)
    price = models.DecimalField(max_digits=40, decimal_places=20, null=True)
    label = models.CharField(max_length=20, db_collation="utf8mb4_general_ci")
    untold = models.CharField(max_length=20, db_column="label")

    class Meta:
        """Where it belongs."""

        app_label = "django_site"


class MixedMember(models.Model):
    """Somebody on its list."""

    mixed = models.ForeignKey(Mixed, models.CASCADE, related_name="members")
    word = models.CharField(max_length=20)

    class Meta:
        """Where it belongs."""

        app_label = "django_site"
