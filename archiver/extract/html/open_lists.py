"""The lists and list items that are open around a block: its marker, its indent, its group."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.extract import thresholds

BULLET = "- "


@dataclass(slots=True)
class _Item:
    marker: str
    """Empty once the first block in the item has taken it."""
    is_section: bool
    """True if it holds headings: the first of them takes its number, and what follows is not indented."""
    width: int = 0
    """Columns by which it indents, once its marker is written."""


class OpenLists:
    """What is open, outermost first. Each step takes the same time however deep the lists are nested."""

    def __init__(self) -> None:
        self.indent = 0
        """Columns by which the open items indent."""
        self.group = 0
        """The number of the outermost open list; 0 where none is open."""
        self._lists = 0
        self._items: list[_Item] = []
        self._waiting: list[_Item] = []
        """The open items whose marker no block has taken yet."""
        self._indented = 0
        """How many of the open items indent."""

    def open_list(self, group: int) -> None:
        """A list begins; `group` numbers it if it is an outermost one."""
        self._lists += 1
        if self._lists == 1:
            self.group = group

    def close_list(self) -> None:
        """The innermost list ends."""
        self._lists = max(0, self._lists - 1)
        if not self._lists:
            self.group = 0

    def open_item(self, marker: str, *, is_section: bool) -> None:
        """An item begins; its first block will take the marker."""
        item = _Item(marker, is_section)
        self._items.append(item)
        self._waiting.append(item)

    def open_definition(self, marker: str, *, is_section: bool) -> None:
        """A `<dd>` begins: an item one level below its term."""
        self._items.append(_Item("", is_section))
        self._widen(self._items[-1], 0 if is_section else len(marker))
        self.open_item(marker, is_section=is_section)

    def close_item(self) -> None:
        """The innermost item ends."""
        if self._items:
            item = self._items.pop()
            if self._waiting and self._waiting[-1] is item:
                self._waiting.pop()
            self.indent -= item.width
            self._indented -= bool(item.width)

    def close_definition(self) -> None:
        """The innermost `<dd>` ends."""
        self.close_item()
        self.close_item()

    def take_marker(self) -> str:
        """What precedes the next block: the marker of the innermost item that has no block yet.

        The numbers of items around it without text of their own come first; their bullets are left out.
        """
        if not self._waiting:
            return ""
        *outer, holder = self._waiting
        self._waiting = []
        taken = "".join(item.marker for item in outer if item.marker != BULLET) + holder.marker
        is_flat = holder.is_section or self._indented >= thresholds.MAX_LIST_NESTING
        self._widen(holder, 0 if is_flat else len(taken))
        return "" if holder.is_section and taken == BULLET else taken

    def _widen(self, item: _Item, width: int) -> None:
        item.width = width
        self.indent += width
        self._indented += bool(width)
