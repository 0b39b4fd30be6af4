"""Every number that decides what the text of a page is, with its evidence.

"Pages" are 296 recorded pages of policies, of 34 platforms, with a text that people curated; `scripts/bench
extraction` gives the mean F1 of their words, .9947. "Half of the pages" are every other one: on these, each
number that decides which part of a page is the document was tried at other values. "Flat" says that other
values changed nothing, so that the number is a choice and not a measured optimum. "Recorded" pages are these
and the replay's, 729 in all.
"""

from __future__ import annotations

# What is read at all. Any page must be read or refused within 10 s of CPU time and 500 MB.

MAX_BYTES = 20 * 1024 * 1024
"""Longer bodies are refused, as they are when they are fetched. The longest recorded page has 1.9 MB; 20 MB
of text take 8 s and 460 MB."""

MAX_ELEMENTS = 150_000
"""Pages of more elements are refused: this many take 5 to 10 s. The recorded ones have up to 9,418."""

MAX_DEPTH = 512
"""Pages with elements nested deeper are refused; Chromium ignores further nesting. Recorded pages are nested
up to 47 deep."""

MAX_ATTRIBUTE_PAIRS = 400_000_000
"""The sum of the squares of each element's number of attributes: libxml2 compares each attribute with those
before it, 500 million times a second. The recorded pages have up to 27,644; one element with 20,000
attributes reaches this limit."""

MAX_UNREADABLE = 0.05
"""A body with a larger share of characters that text does not contain is not text. Text has none or only a
few; see MAX_UNDECODED."""

MAX_UNDECODED = 0.001
"""A body without a usable charset is read as UTF-8 with errors if at most this share of it is not valid; else
it is in another charset."""

DECLARED_IN_BYTES = 4_096
"""Bytes, from the beginning, in which a page may declare its charset; browsers look in 1,024, which a long
comment or script before the declaration exceeds."""

MARK_IN_BYTES = 1_024
"""Bytes, from the beginning, in which the mark of a PDF may be, as PDF readers allow."""

# How structure is written

MAX_HEADING_WORDS = 60
"""A longer heading is a paragraph that is marked up as a heading. The longest on a recorded page has 32
words."""

MAX_LEVEL = 6
"""The lowest level of a heading."""

MAX_LIST_NESTING = 8
"""Lists nested deeper are not indented further. Recorded lists are nested up to four deep."""

MAX_FOOTNOTE_DIGITS = 3
"""A longer superscript number is not the number of a footnote."""

MIN_DATA_COLUMNS = 2
"""A table of one column only lays out the page."""

MIN_ENTRIES = 3
"""Paragraphs of a cell from which on they can be entries of a list. Of 316 recorded pages one has two such
paragraphs that are none, a header in two lines; those with three or more are all lists."""

MAX_ENTRY_WORDS = 8
"""The most words of an entry of such a list; the longest on those pages has five."""

PROBED_CELLS = 2_000
"""Cells that are looked at to tell a data table from one that lays out the page. The largest on a recorded
page has 450."""

MAX_SPAN = 50
"""The most columns or rows that a cell may span, whatever it claims; recorded ones span up to five."""

MAX_FILLED_COLUMNS = 60
"""The column from which cells that only a span fills are left out; the page's own cells never are. Recorded
tables have up to six columns."""

MIN_REPEATS = 6
"""A block that repeats one word this often measures a font or fills a space; nobody writes like that."""

MIN_DRAWN_SIGNS = 40
"""A block without a letter or digit that has as many signs is a picture made of signs; lines and dots on
which something is filled in do not count. The one on a recorded page has 1,400."""

MAX_LABEL_PIECES = 8
"""Pieces of text in a link that are looked at to see if it is a heading's anchor, whose text is a single
sign."""

# What is no part of a document

MAX_NAME_LETTERS = 60
"""A longer class or id is made by a program and says nothing; recorded ones have up to 143."""

MAX_JUNK_SHARE = 0.25
"""Share of the page's prose from which a part is kept even if it is called a footer or a form: some sites
wrap the whole page in a form, and some documents are in an `aside`. Half of the pages: F1 -.0003 at .05, flat
to .6."""

MAX_WEAK_JUNK_SHARE = 0.03
"""The same for parts whose name is a word that a policy may use for its own sections, such as `sharing`.
Flat from 0 to .25."""

MIN_COOKIE_SHARE = 0.01
"""Mentions of cookies per word of a consent wall; flat to .03."""

MAX_WALL_SHARE = 0.5
"""Share of the page's prose up to which a part with consent buttons is a wall; flat from .1 to .8."""

MAX_CONSENT_BUTTONS = 50
"""Buttons that ask for consent on one page; more are not looked at. Recorded pages have up to 67 buttons of
any kind."""

# Which blocks are the document

MIN_PROSE_WORDS = 8
"""A block of at least this many words, less than half of them linked, is prose: those of menus and teasers
are shorter. Half of the pages: at 4 words four are read better and four worse, at 16 two worse."""

ROOT_SHARE = 0.985
"""The root is the deepest element that still holds this share of the prose. Half of the pages: F1 -.0008 at
.8, -.0007 at .95 (five pages of three platforms worse, none better), -.0002 at .999 (eleven worse, one
better)."""

MIN_ANCHOR_WORDS = 5
"""A block with fewer words may be in trafilatura's text by chance; flat from 2 to 10."""

LINK_WEIGHT = -15
"""Score of a block that is a link, in words of prose: it counts against a document. Half of the pages: F1
-.0002 at -1, flat to -60."""

LABEL_WEIGHT = -2
"""Score of a label, likewise. At 0 one page of half of them changes, at -8 two are read worse."""

MIN_READING_WORDS = 60
"""A candidate of fewer words is no document where another has as many: the gate would refuse it."""

ENOUGH_AGREEMENT = 0.97
"""If the first three candidates agree this much, trafilatura is not asked. Half of the pages: F1 -.0004 if it
is always asked (fifteen pages of ten platforms worse, none better)."""

MAX_TRAFILATURA_ELEMENTS = 30_000
"""Trafilatura is not asked about pages of more elements: it takes a millisecond for a few hundred, and more
than linear time for many."""

MAX_TRAFILATURA_DEPTH = 150
"""Nor about pages nested deeper: it is recursive and gives up on them."""

MAX_TRAFILATURA_SPANNED = 10_000
"""Nor about pages whose cells span more cells than this in sum. It fills them all: 3,000 rows of the largest
spans take it minutes, 10,000 cells .4 s. No recorded page has more than 450 cells, or a span of more than
five."""

MIN_COPY_SHARE = 0.3
"""A repeated run of blocks that is a smaller share of the text than this is repeated on purpose: the same
rights for two countries, one after another. Half of the pages: F1 -.0023 if no copy is left out (one page),
flat from .1."""

# Where a document begins and ends

MAX_DATE_LINE_WORDS = 20
"""A line before the title with a date in it, no longer than this, belongs to the document. Half of the
pages: F1 -.0003 at 0 (20 pages of four platforms worse), flat to 40."""

MAX_BEFORE_TITLE = 0.2
"""Share of the prose that may precede a heading with the page's title and not belong to the document. Half of
the pages: two are read better at 0; flat to .4."""

MAX_TEASER_WORDS = 60
"""A longer paragraph before such a heading is a preamble, not a menu's teaser. Half of the pages: one is read
better at 20; flat to 120."""

MAX_HERO_WORDS = 80
"""Most words between a title above the document's root and the root itself. Half of the pages: F1 -.0001 at 0
(27 pages of seven platforms worse, four of one better), flat to 160."""

MAX_DATE_LETTERS = 40
"""A longer text is not tried as a date; the longest dates of the grammar have about 30 letters. At 0, 28 of
the pages, of two platforms, say "UpdatedJanuary 10, 2024" and so state no date."""

MAX_LINKS_BELOW_TITLE = 1
"""Most lines of links, such as "Download PDF", between such a title and the root. At 0, six of the pages, of
two platforms, lose their title or their date; flat to 3."""

MAX_LINES_TO_DATE = 5
"""Lines before and after a document that states no date in which a date is looked for; flat after it from 0
to 15."""

MAX_NAMING_WORDS = 16
"""A longer heading is not the page's title, though it begins with a part of it, such as the site's name: two
of the pages began at one, below their title."""

MIN_TITLE_LETTERS = 4
"""A shorter heading is too short to be the page's title; flat to 8."""

MAX_FOOTER_LINE_WORDS = 40
"""A longer line is not part of a footer; flat from 10 to 80."""

FOOTER_LINKED_SHARE = 0.6
"""A line of whose words at least this share is linked may be part of a footer. Half of the pages: three are
read worse at .3, two better if links do not make a footer."""

MAX_COPYRIGHT_WORDS = 24
"""A longer line with a copyright is a clause about it; flat to 48, one page is read better at 0."""

MIN_FOOTER_LINES = 2
"""Lines of links that make a footer, a copyright counting as two; a single one may end the text. Half of the
pages: one is read better at 4."""

MAX_LABEL_WORDS = 5
"""A line of at most this many words without an end mark may stand among the lines of a footer; flat from 0 to
10."""

# What stands among a document's lines

MAX_BUTTON_WORDS = 8
"""A line of links of at most this many words is a button, where buttons stand. The longest on a recorded
page, two of them beside each other, has six."""

MIN_VERSION_LINES = 2
"""Links called by a date and nothing else that are a list of versions; its label counts as one."""

# Pages of several documents

MIN_DOCUMENT_WORDS = 100
"""A part with fewer words is a place on the page, not a document. The shortest recorded document, an
imprint, has 128 words."""

NAMED_ALIKE = 0.5
"""A heading may be a document's title if Jaccard's index of their words is more than this: `Current Terms of
Use` shares two of three words with `Terms of Service`, `Cookie Policy` one of three with `Privacy Policy`."""

MAX_TITLE_WORDS = 4
"""A longer heading that names a kind of document only speaks of it: `Changes to this privacy policy`."""

MAX_LONG_TITLE_WORDS = 8
"""A longer heading is none even if it ends in such a name: `Software as a Service Agreement`."""

MAX_NAMED_PARTS = 20
"""Headings like a document's title that are looked at; a page has one or two, and each takes time that grows
with the page."""

# PDF

MAX_PDF_PAGES = 1_000
"""Longer documents are refused; the longest recorded has 28 pages."""

MAX_PDF_STREAM_BYTES = 25_000_000
"""The most bytes that a stream may unpack to, since PDFium has no limit. It takes 1.3 GB for 5 MB of drawn
text, which only the memory limit of the process stops."""

MAX_PDF_BYTES = 100_000_000
"""The most bytes that all streams of a document may unpack to."""

MAX_PDF_CHARACTERS = 1_000_000
"""Documents that print more are refused; recorded ones print up to 73,167."""

BOLD_WEIGHT = 600
"""The font weight from which a line is bold; 400 is regular, 700 bold."""

MARGIN_DEPTH = 0.12
"""Share of the page's height, at the top and at the bottom, where running heads and page numbers stand: 3.6
cm of A4."""

FURNITURE_PAGES = 3
"""What is in the margin of this many pages is not text but a running head, for example of a chapter. In
documents of fewer than six pages, half of them are enough, but at least two."""

HEADING_RATIO = 1.12
"""A line set this much larger than most of the text is a heading: 12.5 points in a text of 11."""

MAX_PRINTED_HEADING_WORDS = 16
"""A longer line in larger type is a paragraph."""

SAME_ROW_POINTS = 1.5
"""Pieces whose baselines are at most this far apart are in one row: a superscript, a cell."""

MAX_LEADING = 4
"""Two lines this many type heights apart say nothing about the usual distance of lines."""

USUAL_LEADING = 1.2
"""The distance of lines, in type heights, if no two lines show it: what typesetters use."""

PARAGRAPH_GAP = 1.35
"""A distance between two lines this many times the usual one begins a paragraph."""

MAX_PDF_SEGMENTS = 200_000
"""Most objects and segments of their lines that a document draws and in which tables are looked for."""

MAX_TABLE_RULES = 150
"""Most rules of a page, those on one line as one, that tables are made of; more of them are a drawing."""

RULES_TOUCH = 3
"""Points between two rules that are one, or touch: a thin rectangle has two edges."""

MARGIN_OF_CELLS = 20
"""Points below a table down to which a baseline may be of a line in it: not far, with letters that large."""

MIN_TABLE_ROWS = 2
"""A table has at least as many rows with text in two cells: each line of a text may have a box of its own."""

WIDE_GAP = 1.2
"""Heights of the type between two words of a line from which they may stand in two columns."""

PROBED_GUTTERS = 6
"""Places at which most lines of a page begin, where a second column is looked for."""

MIN_COLUMN_LINES = 8
"""A column of a page has at least as many lines."""

MAX_ACROSS_COLUMNS = 0.25
"""Share of the lines of the shorter column up to which lines may go across both: titles, footers."""

MIN_COLUMN_WIDTH = 0.3
"""Share of the width of both columns that each has; labels and amounts have less."""

FULL_LINE = 0.75
"""Share of its column's width that most of its lines have; those in the cells of a table have less."""

SHORT_LINE = 0.2
"""A line that lacks more than this share of the full width may be the last of its paragraph: the next word
would have fitted."""
