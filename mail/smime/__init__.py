"""Letters that are signed or sealed (RFC 8551): written, taken apart and judged; knows no table."""
