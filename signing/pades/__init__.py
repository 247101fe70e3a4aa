"""PAdES without a database: fields, stamps, the three steps of a signature, and the verdict."""
