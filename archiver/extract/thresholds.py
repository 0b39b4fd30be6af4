"""Every number that decides what the text of a page is, with the evidence beside it.

"Pages" are 296 recorded pages of policies, of 34 platforms, with a text that people curated; `scripts/bench
extraction` gives the mean F1 of their words, .9947. "Half of them" are every other one: there each number
of the finding of a document was tried at other values. "Flat" says that this changed nothing: the number
then stands for what it is called, and is not a best that was measured. "Recorded" are these and the
replay's, 729 pages in all.
"""

from __future__ import annotations

# What is read at all. Strangers' pages are read in 10 s of CPU time and 500 MB; see tests of hostile pages.

MAX_BYTES = 20 * 1024 * 1024
"""Longer bodies are refused, as they are when they are fetched. The longest recorded page has 1.9 MB; 20 MB
of text take 8 s and 460 MB."""

MAX_ELEMENTS = 150_000
"""Pages of more elements are refused: they take 5 to 10 s. The recorded ones have up to 9,418."""

MAX_DEPTH = 512
"""Elements nested deeper are refused; Chromium shows what is nested deeper than this as if it were not. The
recorded ones are nested up to 47 deep."""

MAX_ATTRIBUTE_PAIRS = 400_000_000
"""The squares of the elements' numbers of attributes, in sum: libxml2 compares each attribute with those
before it, 500 million times in a second. The recorded pages have up to 27,644; 20,000 attributes of one
element are as much as this."""

MAX_UNREADABLE = 0.05
"""A body with a larger share of characters that text does not contain is not text. Text has none or a few;
see MAX_UNDECODED."""

MAX_UNDECODED = 0.001
"""A body without a usable charset is UTF-8 with faults if no larger share of it is not UTF-8; else it is in
another charset."""

DECLARED_IN_BYTES = 4_096
"""A page declares its charset in these; browsers look in 1,024, which a long comment or script before it
passes."""

MARK_IN_BYTES = 1_024
"""A PDF says that it is one in these, as its readers allow."""

# How structure is written

MAX_HEADING_WORDS = 60
"""A longer heading is a paragraph in a heading's clothes. The longest on a recorded page has 32 words."""

MAX_LIST_NESTING = 8
"""Lists nested deeper are indented as if they were not. Recorded lists are nested up to four deep."""

MAX_FOOTNOTE_DIGITS = 3
"""A longer number that is raised is a power or a mark, and no footnote's."""

MIN_DATA_COLUMNS = 2
"""A table of one column only lays out the page."""

PROBED_CELLS = 2_000
"""Cells that are looked at to tell a table of data from one that lays out the page. The largest on a
recorded page has 450."""

MAX_SPAN = 50
"""A cell that claims to span more columns or rows spans this many; recorded ones span up to five."""

MAX_FILLED_COLUMNS = 60
"""Cells that spans fill up are left out from here on; cells of the page's own never are. Recorded tables
have up to six columns."""

MIN_REPEATS = 6
"""A block of one word, said so often, measures a font or fills a space; nobody writes so."""

MAX_LABEL_PIECES = 8
"""Pieces of text in a link that are looked at to tell whether it is a heading's anchor, whose sign is one
character."""

# What is no part of a document

MAX_NAME_LETTERS = 60
"""A longer class or id is made by a program and names nothing; recorded ones have up to 143."""

MAX_JUNK_SHARE = 0.25
"""Share of the page's prose from which a part is kept although it is called a footer or a form: some sites
wrap the whole page in a form, and some documents lie in an `aside`. Half of the pages: F1 -.0003 at .05,
flat to .6."""

MAX_WEAK_JUNK_SHARE = 0.03
"""The same for parts whose name is a word that a policy may use for its own sections, such as `sharing`.
Flat from 0 to .25."""

MIN_COOKIE_SHARE = 0.01
"""Mentions of cookies for each word of a consent wall; flat to .03."""

MAX_WALL_SHARE = 0.5
"""Share of the page's prose up to which a part with such buttons is a wall; flat from .1 to .8."""

MAX_CONSENT_BUTTONS = 50
"""Buttons that ask for consent on one page; more are not looked at. Recorded pages have up to 67 buttons of
any kind."""

# Which blocks are the document

MIN_PROSE_WORDS = 8
"""A block of at least this many words, less than half of them linked, is prose: menus and teasers have
shorter ones. Half of the pages: at 4 words four are read better and four worse, at 16 two worse."""

ROOT_SHARE = 0.985
"""The root is the deepest element that still holds this share of the prose. Half of the pages: F1 -.0008 at
.8, -.0007 at .95 (five pages of three platforms worse, none better), -.0002 at .999 (eleven worse, one
better)."""

MIN_ANCHOR_WORDS = 5
"""A block with fewer words may stand in trafilatura's text by chance; flat from 2 to 10."""

LINK_WEIGHT = -15
"""Score of a block that is a link, in words of prose: it counts against a document. Half of the pages: F1
-.0002 at -1, flat to -60."""

LABEL_WEIGHT = -2
"""Score of a label, likewise. At 0 one page of half of them changes, at -8 two are read worse."""

ENOUGH_AGREEMENT = 0.97
"""Agreement of the first three candidates from which trafilatura is not asked. Half of the pages: asking
always makes F1 .0004 less (fifteen pages of ten platforms worse, none better)."""

MAX_TRAFILATURA_ELEMENTS = 30_000
"""Elements of a page that trafilatura is asked about: it takes a millisecond for a few hundred, and more
than linear time for many."""

MAX_TRAFILATURA_DEPTH = 150
"""It is recursive, and gives up on a page that is nested deeper."""

MAX_TRAFILATURA_SPANNED = 10_000
"""Cells that the cells of a page span, in sum. It fills them all: 3,000 rows of the largest spans take it
minutes, 10,000 cells .4 s. No recorded page has more than 450 cells, or a span of more than five."""

MIN_COPY_SHARE = 0.3
"""A run of blocks that were all there before, and is less of the text than this, is repeated on purpose:
the same rights for two countries, one after another. Half of the pages: F1 -.0023 if no copy were left
out (one page), flat from .1."""

# Where a document begins and ends

MAX_DATE_LINE_WORDS = 20
"""A line before the title with a date in it, no longer than this, belongs to the document. Half of the
pages: F1 -.0003 at 0 (20 pages of four platforms worse), flat to 40."""

MAX_BEFORE_TITLE = 0.2
"""Share of the prose that may stand before a heading that says the page's title, and be no part of the
document. Two pages of half of them are read better at 0; flat to .4."""

MAX_TEASER_WORDS = 60
"""A longer paragraph before such a heading is a preamble, not a menu's teaser. One page of half of them is
read better at 20; flat to 120."""

MAX_HERO_WORDS = 80
"""Words between a title above the document's root and the root itself. Half of the pages: F1 -.0001 at 0
(27 pages of seven platforms worse, four of one better), flat to 160."""

MAX_DATE_LETTERS = 40
"""A longer text is not looked at for being a date; the longest of the grammar has about 30 letters. At 0, 28
of the pages, of two platforms, say "UpdatedJanuary 10, 2024", and state no date."""

MAX_LINKS_BELOW_TITLE = 1
"""Lines of links, as "Download PDF", between such a title and the root. Six of the pages, of two platforms,
lose their title at 0; flat to 3."""

MAX_LINES_TO_DATE = 5
"""Lines behind a document that states no date among which one that does is looked for; flat from 0 to 15."""

MIN_TITLE_LETTERS = 4
"""A shorter heading is too little to be the page's title; flat to 8."""

MAX_FOOTER_LINE_WORDS = 40
"""A longer line is not part of a footer; flat from 10 to 80."""

FOOTER_LINKED_SHARE = 0.6
"""Share of a line's words that are linked in a footer. Half of the pages: three are read worse at .3; two
of them better if no line were one by its links."""

MAX_COPYRIGHT_WORDS = 24
"""A longer line with a copyright is a clause about it; flat to 48, one page is read better at 0."""

MIN_FOOTER_LINES = 2
"""Lines of links, a copyright counting as two, that make a footer; one may be the text's last word. One
page of half of them is read better at 4."""

MAX_LABEL_WORDS = 5
"""A line of so few words without an end mark, among the lines of a footer, does not end it; flat from 0 to
10."""

# Pages of several documents

MIN_DOCUMENT_WORDS = 100
"""A part with fewer words is a place on the page, not a document. The shortest recorded document, an
imprint, has 128 words."""

NAMED_ALIKE = 0.5
"""Jaccard's index over which a heading bears a document's title: `Current Terms of Use` shares two of three
words with `Terms of Service`, `Cookie Policy` one of three with `Privacy Policy`."""

MAX_TITLE_WORDS = 4
"""A longer heading that says the name of a document speaks of it: `Changes to this privacy policy`."""

MAX_NAMED_PARTS = 20
"""Headings that bear a document's title and are looked at; a page has one or two, and each costs time that
grows with the page."""

# PDF

MAX_PDF_PAGES = 1_000
"""Longer documents are refused; the longest recorded has 28 pages."""

MAX_PDF_STREAM_BYTES = 25_000_000
"""The most that a stream may unpack to; PDFium sets no limit. 5 MB of drawn text already take it 1.3 GB,
which is what the memory limit is for."""

MAX_PDF_BYTES = 100_000_000
"""The most that all of a document's streams may unpack to."""

MAX_PDF_CHARACTERS = 1_000_000
"""Documents that print more are refused; recorded ones print up to 73,167."""

BOLD_WEIGHT = 600
"""The weight of a font from which it is bold; 400 is regular, 700 bold."""

MARGIN_DEPTH = 0.12
"""Share of the page's height, at the top and at the bottom, where running heads and page numbers stand: 3.6
cm of A4."""

FURNITURE_PAGES = 3
"""What stands in the margin of this many pages is not text: a chapter's head, say. In documents of fewer than
six pages half of them are enough, and two at least."""

HEADING_RATIO = 1.12
"""A line set this much larger than most of the text is a heading: 12.5 points in a text of 11."""

MAX_PRINTED_HEADING_WORDS = 16
"""A longer line in larger type is a paragraph."""

SAME_ROW_POINTS = 1.5
"""Pieces whose baselines are no further apart than this are in one row: a raised mark, a cell."""

MAX_LEADING = 4
"""Heights of the type between two lines from which they do not tell how far lines stand apart."""

USUAL_LEADING = 1.2
"""Heights of the type that lines stand apart where no two of them tell: what typesetters take."""

PARAGRAPH_GAP = 1.35
"""A distance between two lines this many times the usual one begins a paragraph."""

SHORT_LINE = 0.2
"""Share of the line's width that it lacks at its end when it may be the last of its paragraph: the next
word would have fitted."""
