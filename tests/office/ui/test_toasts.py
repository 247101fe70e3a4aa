"""Messages after an act."""

from flask import flash

from office.ui.toasts import Toast, pending_toasts, toast


def test_a_message_carries_its_link_or_its_undo(shell_app):
    with shell_app.test_request_context():
        toast("6 documents were routed", label="Undo", url="/undo", method="post")
        flash("Saved")
        assert pending_toasts() == [
            Toast("6 documents were routed", "Undo", "/undo", "post"),
            Toast("Saved"),
        ]


def test_a_long_message_leaves_room_in_its_cookie(shell_app):
    with shell_app.test_request_context():
        toast("x" * 5000)
        assert len(pending_toasts()[0].text) <= 500


def test_a_message_survives_the_way_to_the_next_page(shell_app):
    client = shell_app.test_client()
    with client.session_transaction() as session:
        session["_flashes"] = [("message", "<b>Saved</b>")]
    assert "&lt;b&gt;Saved" in client.get("/ui/kit/list").text
    assert "Saved" not in client.get("/ui/kit/list").text
