"""Files that hold tables without being text: workbooks, archives and health exports, written out as CSV.

`stored_tables` lists what is in one, `chosen_table` takes the one to read, and its `write` gives the rows as CSV in
UTF-8, which the readers take like any other file. Everything is bounded: sizes are looked at before anything is
unpacked, and no part is held in memory whole.
"""

from .stored_table import StoredTable, chosen_table, left_aside
from .zip_archive import stored_tables

__all__ = ["StoredTable", "chosen_table", "left_aside", "stored_tables"]
