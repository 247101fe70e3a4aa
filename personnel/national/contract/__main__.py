"""``python -m personnel.national.contract``: write the contract as the sandbox serves it."""

from pathlib import Path

from personnel.national.sandbox import document

FILE = Path(__file__).with_name("psx-v1.json")

if __name__ == "__main__":
    FILE.write_text(document.text(), encoding="utf-8")
