"""FHIR R4 as plain dictionaries: what a diary hands to a chart. A reader of what charts hand over stands beside it."""
