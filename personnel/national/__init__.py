"""Sharing with the national database of officials by contract PSX v1 (Decree 278/2025/NĐ-CP)."""
