"""Web archives' files: WARC (ISO 28500), gzipped or not, and WACZ, which holds them in a zip.

- recorded: the records of some addresses in files, and what they were answered with
- playback: these answers as a transport, as of a time, so that a crawl can read them
- timeline: looks at documents at the times of their records
- writing: a document's pages and looks, written as WARC 1.1
"""
