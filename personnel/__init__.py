"""The register of officials: files, decisions and history (hồ sơ cán bộ, công chức, viên chức)."""
