"""From the record of a connection to its transport."""

from pathlib import Path

from documents.axis.client import AxisTransport, FolderTransport, VxpTransport
from documents.models import AxisConnection
from office import fetch, vault


def transport_of(connection: AxisConnection) -> AxisTransport:
    """How an agency's messages travel: the national wire, or a folder."""
    if connection.transport == "folder":
        return FolderTransport(Path(connection.base_url))
    return VxpTransport(
        connection.base_url,
        system_id=connection.system_id,
        secret=vault.unlock(connection.secret, purpose=connection.SEALED_FOR),
        http=fetch.fetch,
    )
