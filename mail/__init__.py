"""Official mail of the agencies: mailboxes of desks and persons, letters, receipt and dispatch."""
