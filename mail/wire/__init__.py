"""What goes over the wire, and what is known of it: names, routes, SMTP, DKIM, verdicts."""
