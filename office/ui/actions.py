"""Acts that one package offers on another package's page: registered, never imported upwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from office.permissions import Actor
from office.ui.parts import Act

Offer = Callable[[Any, Actor], Iterable[Act]]


@dataclass(frozen=True)
class _Offer:
    kind: str
    make: Offer


def register(app: Flask, kind: str, make: Offer) -> None:
    """Offer acts for every object of a kind ("letter", "document"); `make` checks the rights."""
    _offers(app).append(_Offer(kind, make))


def offered(kind: str, subject: Any, actor: Actor) -> list[Act]:
    """What other packages offer on this object for this actor."""
    makers = [offer.make for offer in _offers(current_app) if offer.kind == kind]
    return [act for make in makers for act in make(subject, actor)]


def _offers(app: Flask) -> list[_Offer]:
    found: list[_Offer] = app.extensions.setdefault("office.actions", [])
    return found
