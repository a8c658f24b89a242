"""PostgreSQL and Valkey out of Python wheels, for one machine, demonstration and tests.

``start_services`` runs both under a data directory of ours and returns their addresses. The wheels
serve only as a source of programs: their own start helpers change modes of foreign directories.
"""

from app.embedded.services import Services, start_services

__all__ = ["Services", "start_services"]
