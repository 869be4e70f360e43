"""The office database: rows, transactions, migrations."""
