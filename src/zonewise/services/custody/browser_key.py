"""The secret that the pages' printed address carries: by it a browser of this account is told from one of another."""

import secrets

from zonewise.services.base.diary import Diary


def browser_key(diary: Diary) -> str:
    """Return the secret that lies beside a diary, made where there is none; only the diary's owner can read it.

    It stays the same from one start to the next, so that a browser that was let in once stays in, and so does an
    installed icon. Where it cannot be kept, as for a clinic's database, each start has one of its own.
    """
    from zonewise.store.connect import path_of_diary
    from zonewise.store.halves import write_beside
    from zonewise.store.private_files import browser_key_file

    path = path_of_diary(diary.place)
    new = secrets.token_urlsafe(32)
    if path is None:
        return new
    file = browser_key_file(path)
    try:
        if file.is_file() and file.stat().st_mode & 0o077 == 0 and len(known := file.read_text("ascii")) == len(new):
            return known
        write_beside(path, file, new.encode())
    except (OSError, ValueError):
        return new
    return new
