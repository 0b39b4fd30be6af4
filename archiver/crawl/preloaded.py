"""What the fork server loads once, so that a new worker starts in milliseconds: import it nowhere else.

Workers share this memory with the server as long as nobody writes to it, which a collection of garbage would.
Nothing here knows git: to load that takes a twentieth of a second and 6 MB. What reads PDFs is loaded by a
worker that gets one: few crawls do, and it takes 20 milliseconds.
"""

import gc

import archiver.crawl.error_pages
import archiver.extract.document
import archiver.extract.html.read
import archiver.gate.judging  # noqa: F401
from archiver.crawl import memory
from archiver.extract import noise
from archiver.gate import impostors

noise.known()
impostors.name("")  # compiles its patterns
memory.give_back()
gc.collect()
gc.freeze()
