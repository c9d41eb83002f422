"""Examples that stand in rule files, as files before and after their fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apology_lint.examples import MARK, unmarked
from apology_lint.readers import read


def in_file(example: Mapping[str, Any]) -> tuple[str, bytes]:
    """The mail of an example as a file of its own (name, content): values given beside the text become
    the headers of a message."""
    names = {"sender": "From", "reply_to": "Reply-To", "to": "To", "subject": "Subject"}
    values = {key: unmarked(example[key])[0] for key in names if key in example}
    kind = next((kind for kind in ("eml", "html", "text") if kind in example), "text")
    plain = unmarked(example.get(kind, ""))[0]
    if not values:
        return f"example.{'txt' if kind == 'text' else kind}", plain.encode()
    head = [f"{names[key]}: {value}" for key, value in values.items()]
    head.append(f"Content-Type: text/{'html' if kind == 'html' else 'plain'}; charset=utf-8")
    head.append("Content-Transfer-Encoding: 8bit")
    return "example.eml", "\n".join([*head, "", plain or "-"]).encode()


def fixed_file(example: Mapping[str, Any]) -> tuple[str, bytes]:
    """What the file of an example must be once it is fixed: `fixed` in the place of its marked part."""
    part = next(key for key, value in example.items() if isinstance(value, str) and MARK.search(value))
    return in_file({**example, part: example["fixed"]})


def shown_file(name: str, data: bytes) -> tuple[str, ...]:
    """A file with its headers as readers see them: a fix may encode what stood there plainly."""
    if not name.endswith(".eml"):
        return (data.decode(),)
    email = read(name, data)
    addresses = [address for address in (email.sender, email.reply_to) if address is not None]
    headers = [email.subject.value] if email.subject is not None else []
    headers += [part.value for address in addresses for part in (address.name, address.address)]
    return (*headers, data.decode().partition("\n\n")[2])
