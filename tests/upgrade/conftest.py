from storage_fixtures import server

__all__ = ["server"]
