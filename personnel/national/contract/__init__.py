"""The contract as a file: `psx-v1.json`, OpenAPI 3.1."""
