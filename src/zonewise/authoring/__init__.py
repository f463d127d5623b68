"""The protocol workbench: check, prove, compare, show and export a protocol."""
