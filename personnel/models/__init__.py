"""Dossiers of officials, the rows that decisions wrote into them, and the decisions."""

from personnel.models.access import DossierAccess, RegisterGrant, Scope
from personnel.models.allotment import Allotment
from personnel.models.decision import (
    OPEN,
    DecisionChange,
    DecisionState,
    PersonnelDecision,
)
from personnel.models.declared import DeclarationState, DeclaredChange
from personnel.models.dossier import Dossier, DossierPost, Standing
from personnel.models.exchange import (
    OVER,
    Comparison,
    Difference,
    HandOver,
    HandOverState,
    NationalInbox,
    NationalPackage,
    Outcome,
)
from personnel.models.foreseen import ForecastRun, Foreseen
from personnel.models.handing import HandoverMark
from personnel.models.imports import (
    ImportBatch,
    ImportRow,
    ImportState,
    ImportTemplate,
    Purpose,
    RowState,
)
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
from personnel.models.official_form import OfficialForm
from personnel.models.quality import (
    DossierQuality,
    FindingState,
    Plan,
    QualityDay,
    QualityFinding,
    TwinCase,
    TwinVerdict,
)
from personnel.models.row import RecordRow, Source

__all__ = [
    "OPEN",
    "OVER",
    "STUCK",
    "UNSETTLED",
    "Allotment",
    "Comparison",
    "DataKey",
    "DecisionChange",
    "DecisionState",
    "DeclarationState",
    "DeclaredChange",
    "Difference",
    "Dossier",
    "DossierAccess",
    "DossierPost",
    "DossierQuality",
    "EventState",
    "FindingState",
    "ForecastRun",
    "Foreseen",
    "HandOver",
    "HandOverState",
    "HandoverMark",
    "ImportBatch",
    "ImportRow",
    "ImportState",
    "ImportTemplate",
    "LinkState",
    "NationalCall",
    "NationalConflict",
    "NationalConnection",
    "NationalEvent",
    "NationalInbox",
    "NationalLink",
    "NationalPackage",
    "OfficialForm",
    "Outcome",
    "PersonnelDecision",
    "Plan",
    "Purpose",
    "QualityDay",
    "QualityFinding",
    "RecordRow",
    "RegisterGrant",
    "RowState",
    "Scope",
    "Source",
    "Standing",
    "TwinCase",
    "TwinVerdict",
]
