"""Certificates, signatures and verdicts: who signed what, when, and whether it still holds."""
