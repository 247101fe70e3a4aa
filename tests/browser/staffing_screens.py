"""The pages of staff planning, read by the staff office."""

from tests.browser.dossier_screens import HR, dossier
from tests.browser.examples import Screen

STAFFING = (
    Screen("personnel.coming", HR, "personnel-coming"),
    Screen("personnel.staffing", HR, "personnel-staffing"),
    Screen("personnel.planned", HR, "personnel-planned"),
    Screen("personnel.statistics", HR, "personnel-statistics"),
    Screen("personnel.coming_of", dossier(), "personnel-coming-of"),
)
