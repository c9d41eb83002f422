"""Template placeholders of every family, hidden from the HTML parser without moving a character.

``<%= url("x") %>`` or ``{% if a > b %}`` would break the parser. Each placeholder is overwritten,
character for character, with private-use characters: positions stay what they were.
"""

from __future__ import annotations

import re

#: One character of a placeholder that puts text into the mail, and of one that does not.
OUTPUT = "\ue000"
CONTROL = "\ue001"
#: Stands for the ``&`` of a malformed ``&#``, on which the parser would give up on the rest.
AMPERSAND = "\ue002"
MASKED = re.compile(f"{OUTPUT}+|{CONTROL}+|{AMPERSAND}+")
_BROKEN_REFERENCE = re.compile(r"&(?=#)(?!#(?:\d+|[xX][0-9a-fA-F]+)[^0-9a-fA-F])")

#: No placeholder is longer than this many characters (our choice; longer ones are left as text).
_LONGEST = 2000
# It begins with one set of characters, by which the regex engine skips everything else.
_OPENERS = re.compile(
    r"[{<*%\[$#](?:"
    r"(?<=\{)(?:%-?\s*(?P<block>comment|raw|verbatim)\b|\{!?--|[{%#]|\*(?=\s)|[A-Za-z_][\w.]{0,60}\})"
    r"|(?<=<)(?:%(?:--)?|#--)"
    r"|(?<=\*)\|[\w:.,!/= -]{1,200}\|\*"
    r"|(?<=%)(?:%[\w.=(),@'\" -]{1,200}?%%|%\[|recipient\.\w{1,60}%)"
    r"|(?<=#)\*(?=\*?\s)"
    r"|(?<=\[)\[[^\[\]\r\n<>]{1,200}\]\]"
    r"|(?<=[$#])\{[^{}\r\n<>]{1,200}\})"
)
#: One of these stands in every placeholder but ``{name}``: quicker to look for than `_OPENERS`.
_SIGNS = ("{{", "{%", "{#", "{*", "<%", "<#--", "#*", "*|", "%%", "%recipient.", "[[", "${", "#{")
_SINGLE_BRACE = re.compile(r"\{[A-Za-z_][\w.]{0,60}\}")
_CLOSERS = {
    "{{!--": "--}}",
    "{{--": "--}}",  # Blade
    "{{": "}}",
    "{%": "%}",
    "{#": "#}",
    "{*": "*}",  # Smarty
    "<%--": "--%>",
    "<%": "%>",
    "<#--": "-->",  # FreeMarker
    "#*": "*#",  # Velocity
    "%%[": "]%%",  # AMPscript
}
#: These put no text into the mail, whatever stands in them.
_STEERING = frozenset({"{%", "{#", "{*", "{{!--", "{{--", "<%--", "<#--", "#*", "%%["})


def _is_control(opener: str, inside: str) -> bool:
    """Whether the placeholder only steers the template (a condition, a loop, a comment)."""
    if opener in _STEERING:
        return True
    if opener == "<%":
        return inside[:1] not in ("=", "-")
    if opener == "{{":
        inside = inside.lstrip("~")
        if inside.startswith("- "):  # Go trims white space so; its comments are {{/* … */}}
            inside = inside[1:].lstrip()
        return inside[:1] in ("#", "/", "!", "^") or re.match(r"\s*(?:this\.)?else\b", inside) is not None
    return opener.startswith("*|") and opener[2:].startswith(("IF", "ELSE", "END:", "IFNOT"))


def mask(text: str) -> str:
    """`text` with every placeholder and broken reference overwritten; as long as `text`."""
    if "&#" in text:
        text = _BROKEN_REFERENCE.sub(AMPERSAND, text)
    if not any(sign in text for sign in _SIGNS) and not _SINGLE_BRACE.search(text):
        return text
    out: list[str] = []
    at = look = 0
    while match := _OPENERS.search(text, look):
        start, end = match.span()
        look = end
        opener = match[0]
        control = _is_control(opener, "")
        block = match["block"]
        if block == "comment":
            close = re.compile(r"\{%-?\s*endcomment\s*-?%\}").search(text, end, end + _LONGEST)
            if close is None:
                continue
            end, control = close.end(), True
        else:
            closer = _CLOSERS.get("{%" if block else opener)
            if closer is not None:
                close_at = text.find(closer, end, end + _LONGEST)
                if close_at < 0:
                    continue
                control = bool(block) or _is_control(opener, text[end:close_at])
                end = close_at + len(closer)
                if opener == "{{" and text.startswith("}", end):
                    end += 1
        out.append(text[at:start])
        out.append((CONTROL if control else OUTPUT) * (end - start))
        at = look = end
    out.append(text[at:])
    return "".join(out)
