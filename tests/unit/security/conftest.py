from storage_fixtures import office_file

__all__ = ["office_file"]
