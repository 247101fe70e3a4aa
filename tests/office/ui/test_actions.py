"""Acts that one package offers on another's page."""

from office.permissions import SYSTEM
from office.ui import actions
from office.ui.parts import Act


def test_an_act_is_offered_on_its_kind_of_object_alone(real_app):
    actions.register(real_app, "letter", lambda letter, _actor: [Act(f"Register {letter}", "/r")])
    with real_app.app_context():
        assert [act.label for act in actions.offered("letter", "A", SYSTEM)] == ["Register A"]
        assert actions.offered("meeting", "A", SYSTEM) == []
