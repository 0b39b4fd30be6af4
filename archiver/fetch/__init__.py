"""Pages over the network: conditional, polite, within limits, each fetched once per crawl.

    with Fetcher(settings, clock=..., stop=...) as fetcher:
        capture = fetcher.fetch(url, validators)        # raises FetchError

`fetcher` begins it, `visit` follows the redirects, `transport` speaks HTTP; every foreign error becomes a
FetchError in `failures`. Nothing is imported here, so that code which only needs a `Capture` loads no network
library.
"""
