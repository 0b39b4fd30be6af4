"""What the fork server loads once, so that a new worker starts in milliseconds: import it nowhere else.

Workers share this memory with the server as long as nobody writes to it, which a collection of garbage would.
"""

import gc

import trafilatura  # noqa: F401

import archiver.crawl.look
import archiver.extract.document
import archiver.extract.html.read
import archiver.extract.pdf.file  # noqa: F401
from archiver.crawl import memory
from archiver.extract import noise

noise.known()
memory.give_back()
gc.collect()
gc.freeze()
