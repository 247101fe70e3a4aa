"""What goes over the wire: names, routes, SMTP out, signatures, and verdicts on what came."""
