from authority_fixtures import programme, programme_template
from storage_fixtures import office_file

__all__ = ["office_file", "programme", "programme_template"]
