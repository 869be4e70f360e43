from storage_fixtures import office, office_file, server

__all__ = ["office", "office_file", "server"]
