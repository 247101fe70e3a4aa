"""What a record is: groups of fields, code lists, and rows that are dated twice."""
