"""The server database that the settings name, for what replicas on several machines share."""

from typing import TYPE_CHECKING

from bot.errors import PostgresMissing
from config.settings import Settings

if TYPE_CHECKING:
    from bot.sql.postgres import PostgresDatabase


def make_database(settings: Settings, name: str) -> "PostgresDatabase | None":
    """Connect to it; None where the settings name none, and files are used.

    Args:
        settings: name it, or not.
        name: of the tables that the connection is for.

    Raises:
        PostgresMissing: the package for it is not installed.
        DatabaseUnusable: it does not answer, or does not let us in.
    """
    address = settings.database_address()
    if address is None:
        return None
    try:
        from bot.sql.postgres import PostgresDatabase
    except ModuleNotFoundError as error:
        raise PostgresMissing from error
    return PostgresDatabase(address.get_secret_value(), name)
