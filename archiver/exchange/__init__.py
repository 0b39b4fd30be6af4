"""Other people's archives: brought in, and in time written out in their formats.

collection.opened(path)        somebody's versions: a clone, a bundle or a dataset, by platform
intake.take(...)               one platform's history, recorded in a repository of this archive
"""
