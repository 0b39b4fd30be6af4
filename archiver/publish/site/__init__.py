"""The archive as a static site: pages that any host can serve, and the data behind them beside each.

- making: the use case, of the command and of a watch
- build: the whole site into a folder, only what changed since the last time
- contents: what there is to tell, read once
- source: what the pages are made from, as one value
- permalinks: the address of every page, which stays for ever
- web_annotations, bibliography: the same for programs, and for who cites it
- prose: a stored text as HTML whose sections and sentences have names
- templates/: how a page looks
"""
