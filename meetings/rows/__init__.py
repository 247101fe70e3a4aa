"""What pages show of records, worked out once for all the places that show it."""
