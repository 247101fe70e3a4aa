"""What requests of the administrators of mail send: the queue, refusals, reports, imports."""

FORMS = {
    "mail.act": lambda world, relation: {"act": "hold", "chosen": [world.records[relation]]},
}
CALLS = {
    "api_mail.act_on_outgoing": lambda world, relation: {
        "act": "hold",
        "messages": [world.records[relation]],
    },
}
