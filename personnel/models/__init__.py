"""Dossiers of officials, the rows that decisions wrote into them, and the decisions."""

from personnel.models.access import DossierAccess, RegisterGrant, Scope
from personnel.models.decision import (
    OPEN,
    DecisionChange,
    DecisionState,
    PersonnelDecision,
)
from personnel.models.declared import DeclarationState, DeclaredChange
from personnel.models.dossier import Dossier, DossierPost, Standing
from personnel.models.foreseen import ForecastRun, Foreseen
from personnel.models.keys import DataKey
from personnel.models.national import (
    STUCK,
    UNSETTLED,
    EventState,
    LinkState,
    NationalCall,
    NationalConflict,
    NationalConnection,
    NationalEvent,
    NationalLink,
)
from personnel.models.row import RecordRow, Source

__all__ = [
    "OPEN",
    "STUCK",
    "UNSETTLED",
    "DataKey",
    "DecisionChange",
    "DecisionState",
    "DeclarationState",
    "DeclaredChange",
    "Dossier",
    "DossierAccess",
    "DossierPost",
    "EventState",
    "ForecastRun",
    "Foreseen",
    "LinkState",
    "NationalCall",
    "NationalConflict",
    "NationalConnection",
    "NationalEvent",
    "NationalLink",
    "PersonnelDecision",
    "RecordRow",
    "RegisterGrant",
    "Scope",
    "Source",
    "Standing",
]
