"""Spreadsheets into the register."""

from models.imports.uploads import KIND_LABELS, KINDS, Import, declare

__all__ = ["KINDS", "KIND_LABELS", "Import", "declare"]
