"""The readers' way back: from edits of a source to the bytes of its file."""
