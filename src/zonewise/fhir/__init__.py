"""FHIR R4: plain dictionaries out of a diary, and a tolerant reader of what charts and portals hand over."""
