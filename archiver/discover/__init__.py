"""From a home page's address to the declaration of a platform: which pages are policies, and of which type.

    search.discover(seeking, urls)         links -> pages -> what each is
    choosing.choose(found)                 which of them are documents, and under which title
    declaring.plan(folder, ..., choice)    the declaration, in Open Terms Archive's format

- outline: the links of a page, and what it says of itself
- parts: the documents on a page of several
- places: where policies are looked for: hubs, sitemaps, usual addresses
- examine: one page read and judged, as the crawler would
- naming: what a page is called, and what its platform calls itself
- search: the walk from page to page
- choosing: which of the pages found is the document of its type
- declaring: the file that is written
"""
