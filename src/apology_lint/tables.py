"""Reading TOML that people write by hand: every mistake is named with its file and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

#: Larger than any file that people write by hand (our choice: our longest word list has 60,000).
MOST_BYTES = 1_000_000


class TableError(ValueError):
    """A settings or rule file that cannot be used; the message names file, place and remedy."""


def load(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        TableError: the file cannot be read or is not TOML.
    """
    import tomllib  # not every run reads TOML

    try:
        return tomllib.loads(_bounded(path).decode("utf-8-sig"))
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: byte {error.start}: not valid UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path}: {_sentence(str(error))}") from error
    except RecursionError as error:
        raise TableError(f"{path}: nested too deeply") from error
    except ValueError as error:
        raise TableError(f"{path}: {error}") from error


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:  # it may be a device that never ends
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES:,} bytes: this is no file of settings or rules")
    return data


def _sentence(message: str) -> str:
    """tomllib ends with "(at line 3, column 5)"; linters begin with it."""
    place = re.search(r" \(at (line \d+, column \d+|end of document)\)$", message)
    return f"{place[1]}: {message[: place.start()]}" if place else message


def near(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty if none is near."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), 1, 0.6)), "")


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "x"?)`` for the nearest known word, or nothing."""
    found = near(word, known)
    return f' (did you mean "{found}"?)' if found else ""


def check(
    table: Mapping[str, Any], keys: Mapping[str, type], place: str, required: Iterable[str] = ()
) -> None:
    """Check the keys of a table and the types of their values.

    Raises:
        TableError: an unknown key (the nearest known one is suggested), a wrong type, a missing key.
    """
    for key, value in table.items():
        if key not in keys:
            raise TableError(f'{place}: unknown key "{key}"{nearest(key, keys)}')
        wanted = keys[key]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise TableError(
                f'{place}: "{key}" must be {_NAMES[wanted]}, not {_NAMES.get(type(value), "that")}'
            )
        if isinstance(value, list):
            allowed = _LISTS.get(key, (str,))
            if not all(isinstance(item, allowed) for item in value):
                raise TableError(
                    f'{place}: "{key}" must be a list of {"texts" if str in allowed else "tables"}'
                )
    for key in required:
        if key not in table:
            raise TableError(f'{place}: "{key}" is missing')


#: Lists that hold something else than texts.
_LISTS: dict[str, tuple[type, ...]] = {
    "phrases": (dict,),
    "frames": (dict,),
    "sections": (dict,),
    "bad": (str, dict),
    "good": (str, dict),
    "elements": (dict,),
}
_NAMES: dict[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    list: "a list",
    dict: "a table",
    float: "a number",
}
