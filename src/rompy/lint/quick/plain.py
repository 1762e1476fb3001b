"""Reads YAML that is written so plainly that every reader of it sees the same, and nothing else.

One mapping, in which a key has a single value, a list or a mapping of single values; numbers and booleans are written
as in JSON, texts without escapes. The value of a key may be a literal or a folded block. What this reads, it reads as
``rompy.document`` does (YAML 1.1); for all else it gives None. It needs no other module, because loading a reader of
YAML takes longer than linting a file.

Read ``widely``, values count as plain too that rules may speak of as they are written: those that YAML 1.1 and 1.2
read differently, numbers with a fraction, nothing at all, and comments that say another length of time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Scalar: TypeAlias = "str | int | float | bool | None"
    Value: TypeAlias = "Scalar | list[Scalar] | dict[str, Scalar]"

    # what a line is, how far it is indented, the key, the value
    Line: TypeAlias = "tuple[int, int, str, Value | None]"

_SKIP, _START, _ENTRY, _OPENING, _BLOCK, _ITEM, _NULL = range(7)
_BELOW = frozenset({_ENTRY, _ITEM})
"""What may stand below a key."""
_SINGLE = (str, int, float)

_NOT_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
"""Words that are no texts to a reader of YAML 1.1 or 1.2, in small letters."""
_LENGTHS_OF_TIME = frozenset({"timeout", "time_limit"})
"""Keys whose comments are read too (RMP119)."""
_UNITS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "h": 3600, "day": 86400}
_LONGEST_NUMBER = 9
_LONGEST_KEY = 100

_known: dict[str, Line | None] = {}
_known_widely: dict[str, Line | None] = {}
_MOST_KNOWN = 20_000


def read_plain(text: str, *, widely: bool = False) -> dict[str, Value] | None:
    """Give the mapping that a text holds, or None where the text is not surely plain."""
    known = _known_widely if widely else _known
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    # line breaks but these, tabs, and all that is invisible
    if not "".join(lines).isprintable():
        return None
    if len(known) > _MOST_KNOWN:
        known.clear()
    reader = _Reader(widely=widely)
    fields = reader.fields
    for line in lines:
        # what stands in a block is no line of its own
        if reader.block is not None and (not line or line[0] == " "):
            reader.block.append(line)
            continue
        if line in known:
            read = known[line]
        else:
            read = known[line] = _line(line, widely=widely)
        if read is None:
            return None
        kind, indent, key, value = read
        # most lines are a key with its value, and nothing is open above them
        if kind == _ENTRY and not indent and not reader.opened and key not in fields and value is not None:
            fields[key] = value
        elif not reader.takes(read):
            return None
    return reader.fields if reader.closes(is_last=True) else None


class _Reader:
    """The mapping so far, and the key that the next lines may belong to."""

    def __init__(self, *, widely: bool) -> None:
        self._widely = widely
        self.fields: dict[str, Value] = {}
        self.block: list[str] | None = None
        self._style = ""
        self.opened = ""
        self._below: list[Line] = []
        self._is_started = False

    def takes(self, line: Line) -> bool:
        """Take the next line, and tell whether it can stand there."""
        kind, indent, key, value = line
        if kind == _SKIP:
            # a comment at the margin ends a block
            return self.block is None or self.closes()
        if kind == _ITEM or indent:
            return self._takes_below(line)
        if not self.closes():
            return False
        if kind == _START:
            is_first = not self.fields and not self._is_started
            self._is_started = True
            return is_first
        if key in self.fields or (kind == _ENTRY and value is None):
            return False
        if kind == _NULL:
            self.fields[key] = None
            return True
        # what is opened has its place among the keys already
        self.fields[key] = "" if value is None else value
        if kind != _ENTRY:
            self.opened, self._below = key, []
        if kind == _BLOCK:
            self.block, self._style = [], str(value)
        return True

    def _takes_below(self, line: Line) -> bool:
        if not self.opened or self.block is not None or line[0] not in _BELOW:
            return False
        if self._below and self._below[0][:2] != line[:2]:
            return False
        self._below.append(line)
        return True

    def closes(self, *, is_last: bool = False) -> bool:
        """End what is opened, if anything is, and tell whether it could be read."""
        if not self.opened:
            return True
        if self.block is not None:
            found: Value | None = _block(self.block, self._style, is_last=is_last)
        elif self._widely and not self._below:
            self.fields[self.opened], self.opened = None, ""
            return True
        else:
            found = _gathered(self._below)
        if found is None:
            return False
        self.fields[self.opened] = found
        self.opened, self.block = "", None
        return True


def _line(line: str, *, widely: bool) -> Line | None:
    """Read one line by itself; None for one that is not plain."""
    bare = line.lstrip(" ")
    if not bare or bare[0] == "#":
        return (_SKIP, 0, "", None)
    indent = len(line) - len(bare)
    if bare.startswith("- "):
        item = _scalar(bare[2:].strip(" "), widely=widely)
        return None if item is None else (_ITEM, indent, "", item)
    if bare.rstrip(" ") == "---":
        return None if indent else (_START, 0, "", None)
    key, colon, rest = bare.partition(":")
    if not colon or not _is_key(key):
        return None
    if not rest.strip(" "):
        return (_OPENING, indent, key, None)
    if rest[0] != " ":
        return None
    rest = rest.strip(" ")
    if rest[0] == "#":
        return (_OPENING, indent, key, None)
    if rest in {"|", "|-", ">", ">-"}:
        return (_BLOCK, indent, key, rest)
    if key in _LENGTHS_OF_TIME and "#" in rest:
        written, _, comment = rest.partition("#")
        if any(character.isdigit() for character in comment) and not widely and not _agrees(written, comment):
            return None
    if widely and rest.partition(" #")[0].rstrip(" ") in _NOTHING:
        return (_NULL, indent, key, None)
    value = _value(rest, widely=widely)
    return None if value is None else (_ENTRY, indent, key, value)


def _agrees(value: str, comment: str) -> bool:
    """Tell whether a comment says nothing but a number of seconds in another unit: ``7200  # 2 hours``."""
    number, _, unit = comment.strip(" ").partition(" ")
    seconds = _UNITS.get(unit.removesuffix("s"))
    is_plain = seconds is not None and number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    return is_plain and value.strip(" ") == str(int(number) * (seconds or 0))


def _is_key(text: str) -> bool:
    is_name = text.replace("-", "_").isidentifier() and text.isascii() and text[0] != "-"
    return is_name and len(text) <= _LONGEST_KEY and text.lower() not in _NOT_TEXT


def _value(text: str, *, widely: bool) -> Value | None:
    if text[0] == "[":
        return _flow_list(text[1:-1]) if text[-1] == "]" else None
    if text[0] == "{":
        return _flow_mapping(text[1:-1]) if text[-1] == "}" else None
    return _scalar(text, widely=widely)


def _scalar(text: str, *, widely: bool) -> Scalar | None:
    """Read a value up to the end of its line."""
    if not text:
        return None
    if text[0] in "\"'":
        value, rest = _quoted(text)
        if value is None or (rest and (rest[0] != " " or rest.lstrip(" ")[:1] not in {"#", ""})):
            return None
        return value
    comment = text.find(" #")
    if comment >= 0:
        text = text[:comment].rstrip(" ")
    if ": " in text or text[-1:] == ":":
        return None
    found = _plain(text)
    return _widely(text) if found is None and widely else found


def _quoted(text: str) -> tuple[str | None, str]:
    """Read a text in quotes, without escapes, and give what follows it."""
    mark = text[0]
    end = text.find(mark, 1)
    value, rest = text[1:end], text[end + 1 :]
    if end < 0 or "\\" in value or rest[:1] == mark:
        return None, ""
    return value, rest


def _plain(text: str) -> Scalar | None:
    """Read a value without quotes."""
    if not text or not text.isascii():
        return None
    if text.isdigit():
        return int(text) if (text[0] != "0" or text == "0") and len(text) <= _LONGEST_NUMBER else None
    if text == "true":
        return True
    if text == "false":
        return False
    if text[0].isdigit():
        return text if _is_amount(text) or _is_user_and_group(text) else None
    begins_a_text = (
        text[0].isalpha() or text[0] == "/" or text[:2] in {".", "..", "./", "~/", ".:"} or text[:3] == "../"
    )
    is_option = text[:2] == "--" and text[2:3].isalpha()
    return text if (begins_a_text or is_option) and text.lower() not in _NOT_TEXT else None


def _widely(text: str) -> Scalar | None:
    """Read a value that a reader of YAML 1.1 reads so, and one of YAML 1.2 perhaps otherwise."""
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text[:2] == "${":
        # a template; in a block nothing in it means anything to YAML
        return text if text.isascii() else None
    sign, bare = (-1, text[1:]) if text[:1] == "-" else (1, text)
    if not bare.isascii() or not bare[:1].isdigit() or bare[0] == "0":
        return None
    if bare.isdigit():
        return sign * int(bare) if len(bare) <= _LONGEST_NUMBER else None
    whole, _, fraction = bare.partition(".")
    if whole.isdigit() and fraction.isdigit() and len(bare) <= _LONGEST_NUMBER:
        return sign * float(bare)
    if sign < 0:
        return None
    number = bare.rstrip(_LETTERS)
    if number.isdigit():
        return text
    first, *sixties = bare.split(":")
    if first.isdigit() and len(first) <= _LONGEST_NUMBER and sixties and all(map(_is_below_sixty, sixties)):
        seconds = int(first)
        for part in sixties:
            seconds = 60 * seconds + int(part)
        return seconds
    return None


def _is_below_sixty(text: str) -> bool:
    return text.isdigit() and (len(text) == 1 or (len(text) == 2 and text[0] < "6"))  # noqa: PLR2004 - two digits at most


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOTHING = frozenset({"~", "null", "Null", "NULL"})
_YES = frozenset({"yes", "Yes", "YES", "True", "TRUE", "on", "On", "ON"})
_NO = frozenset({"no", "No", "NO", "False", "FALSE", "off", "Off", "OFF"})
"""Booleans of YAML 1.1 (yaml.org/type/bool.html) as PyYAML reads them."""


def _is_amount(text: str) -> bool:
    """Tell whether a text is a number with a unit of memory: ``512m``."""
    return text[-1] in "kmgKMG" and text[:-1].isdigit()


def _is_user_and_group(text: str) -> bool:
    """Tell whether a text is ``1000:1000``; with fewer digits at the end YAML 1.1 counts in sixties."""
    user, _, group = text.partition(":")
    return user.isdigit() and group.isdigit() and len(group) > 2  # noqa: PLR2004 - two digits at most


def _flow_list(text: str) -> list[Scalar] | None:
    items: list[Scalar] = []
    text = text.strip(" ")
    while text:
        item, text = _in_flow(text)
        if item is None:
            return None
        items.append(item)
        if text:
            if text[0] != ",":
                return None
            text = text[1:].lstrip(" ")
            if not text:
                return None
    return items


def _flow_mapping(text: str) -> dict[str, Scalar] | None:
    found: dict[str, Scalar] = {}
    text = text.strip(" ")
    while text:
        key, colon, rest = text.partition(": ")
        if not colon or not _is_key(key) or key in found or not rest.strip(" "):
            return None
        item, text = _in_flow(rest.lstrip(" "))
        if item is None:
            return None
        found[key] = item
        if text:
            if text[0] != ",":
                return None
            text = text[1:].lstrip(" ")
            if not text:
                return None
    return found


def _in_flow(text: str) -> tuple[Scalar | None, str]:
    """Read a value within brackets, and give what follows it."""
    if text[0] in "\"'":
        quoted, rest = _quoted(text)
        return quoted, rest.lstrip(" ")
    comma = text.find(",")
    word, rest = (text, "") if comma < 0 else (text[:comma], text[comma:])
    word = word.rstrip(" ")
    # all that means something within brackets, wherever it stands
    if set(word) & set("[]{}:#&*!|>%@`\"'?"):
        return None, ""
    return _plain(word), rest


def _gathered(lines: list[Line]) -> Value | None:
    """Make a list or a mapping of the lines below a key."""
    if not lines:
        return None
    if lines[0][0] == _ITEM:
        return [value for _, _, _, value in lines if isinstance(value, _SINGLE)]
    found: dict[str, Scalar] = {}
    for _, _, key, value in lines:
        if key in found or not isinstance(value, _SINGLE):
            return None
        found[key] = value
    return found


def _block(lines: list[str], style: str, *, is_last: bool) -> str | None:
    """Give the text of a block, of which every line is indented like the first at least."""
    # a text that ends without a line break has none in its value
    is_cut = is_last and bool(lines) and bool(lines[-1])
    while lines and not lines[-1]:
        lines.pop()
    if not lines or not lines[0] or any(line and not line.strip(" ") for line in lines):
        return None
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    margin = " " * indent
    text = [line[indent:] for line in lines]
    if any(line and not line.startswith(margin) for line in lines):
        return None
    if style[0] == ">" and any(not part or part[0] == " " or part[-1] == " " for part in text):
        return None
    joined = ("\n" if style[0] == "|" else " ").join(text)
    return joined if style[1:] == "-" or is_cut else joined + "\n"
