"""Reports: one class each, (place, period) -> figures; screen, PDF and spreadsheet read the same object."""
