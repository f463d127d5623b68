"""The page about imports lists the formats that are registered."""


def test_the_list_of_formats_is_as_the_command_writes_it(load_script, pages):
    """Running the command again changes nothing, and each format says what becomes of a file of it."""
    make_import = load_script("docs/make_import.py")
    page = pages["docs/import.md"]

    assert make_import.table() in page
    assert make_import.with_table(page) == page
    assert [known.name for known in make_import.FORMATS if not known.becomes] == []
