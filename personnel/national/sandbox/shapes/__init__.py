"""The bodies of the contract, as pydantic reads them."""
