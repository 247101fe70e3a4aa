"""Whether a record is correct, sufficient, clean, live, unified (đúng, đủ, sạch, sống, thống nhất).

Rules V01 to V15 as rows; each is a pure function of the facts of one record or of one unit.
"""
