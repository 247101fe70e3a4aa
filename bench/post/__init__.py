"""Mail servers side by side: ours, the library's own, the simplest durable one, and Postfix."""
