"""One small adapter for each contender, and which of them are here."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from benchmarks.contender import Contender

__all__ = ["Missing", "Peer", "all_here", "peers"]


class Peer(NamedTuple):
    """A package one might pick instead: the module of its adapter, and its name on PyPI."""

    module: str
    package: str


class Missing(NamedTuple):
    """A peer that cannot take part, and why."""

    package: str
    why: str


OURS = ("floor", "hand", "ours")
PEERS = (
    Peer("rules_", "rules"),
    Peer("cel_", "common-expression-language"),
    Peer("rego", "gordon-to-regorus"),
    Peer("cedar", "cedarpy"),
    Peer("vakt_", "vakt"),
    Peer("casbin_", "casbin"),
    Peer("oso_", "oso"),
)


def all_here() -> tuple[list[Contender], list[Missing]]:
    """Give the contenders that can take part, and those that cannot."""
    here = [it for module in OURS for it in _contenders(module)]
    missing = []
    for peer in PEERS:
        try:
            here.extend(_contenders(peer.module))
        except ImportError as error:
            missing.append(Missing(peer.package, f"not installed ({error})"))
    return here, missing


def peers() -> dict[str, str]:
    """Give the versions of the peers that are installed."""
    found = {}
    for peer in PEERS:
        try:
            found[peer.package] = version(peer.package)
        except PackageNotFoundError:
            continue
    return found


def _contenders(module: str) -> list[Contender]:
    return list(import_module(f"benchmarks.contenders.{module}").CONTENDERS)
