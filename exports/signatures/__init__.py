"""Signatures inside workbooks and PDFs, and their verification."""
