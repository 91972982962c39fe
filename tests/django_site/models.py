"""The models of the tests' Django project."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models

__all__ = [
    "Contract",
    "Detail",
    "KeptManager",
    "Membership",
    "Note",
    "Odd",
    "Person",
    "Project",
    "Removable",
]


class Person(models.Model):
    """Somebody."""

    username = models.CharField(max_length=30, unique=True)


class Project(models.Model):
    """What contracts are of."""

    code = models.CharField(max_length=30, null=True)
    is_open = models.BooleanField(null=True)
    owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="owned")
    members = models.ManyToManyField(Person, related_name="projects")


class Contract(models.Model):
    """A resource, with a column of each kind."""

    project = models.ForeignKey(Project, models.CASCADE, null=True)
    home = models.ForeignKey(Project, models.CASCADE, related_name="+")
    private = models.BooleanField(null=True)
    hidden = models.BooleanField(default=False)
    kind = models.CharField(max_length=30, null=True)
    owner = models.TextField(null=True)
    count = models.IntegerField(null=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    weight = models.FloatField(null=True)
    due = models.DateField(null=True)
    starts = models.DateTimeField(null=True)
    key = models.UUIDField(null=True)
    members = models.ManyToManyField(
        Person, through="Membership", through_fields=("contract", "person"), related_name="shared"
    )
    watchers = models.ManyToManyField(Person, related_name="watched")


class Membership(models.Model):
    """Somebody, or by mistake nobody, on a contract's list, perhaps twice."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    invited_by = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    label = models.CharField(max_length=30, null=True)
    removed = models.BooleanField(default=False)


class Detail(models.Model):
    """What a contract has one of, or none."""

    contract = models.OneToOneField(Contract, models.CASCADE)
    signed = models.BooleanField(default=False)


class Note(models.Model):
    """A note on anything."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("content_type", "object_id")


class KeptManager(models.Manager["Removable"]):
    """Leaves out what was removed."""

    def get_queryset(self) -> models.QuerySet[Removable]:
        """Give what is left."""
        return super().get_queryset().filter(removed=False)


class Removable(models.Model):
    """What is removed without a trace in the table."""

    odd = models.ForeignKey("Odd", models.CASCADE, related_name="removables")
    removed = models.BooleanField(default=False)
    objects = KeptManager()


class Shouted(models.CharField):  # type: ignore[type-arg]  # it has no parameters at run time
    """A text that is another one in Python than in the database."""

    def from_db_value(self, value: str, *_: object) -> str:
        """Give what Python sees."""
        return value.upper()


class Folded(models.CharField):  # type: ignore[type-arg]  # it has no parameters at run time
    """A text of a type of the database's that takes no notice of case."""

    def db_type(self, connection: object) -> str:
        """Name the type."""
        del connection
        return "citext"


class Odd(models.Model):
    """Fields about which no query is exact."""

    data = models.JSONField(null=True)
    took = models.DurationField(null=True)
    shouted = Shouted(max_length=9)
    folded = Folded(max_length=9)
    nocase = models.CharField(max_length=9, db_collation="NOCASE")
    binary = models.CharField(max_length=9, db_collation="BINARY")
    large = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    elsewhere = models.ForeignKey(Project, models.DO_NOTHING, db_constraint=False)
    notes: ClassVar[Any] = GenericRelation(Note)
