"""The relay: holds what nobody but the holder of a link can read, until it ends. It knows nothing of diaries."""
