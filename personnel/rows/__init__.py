"""What pages show of dossiers, worked out once for all the places that show it."""
