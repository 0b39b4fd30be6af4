"""The archive as a collection in Open Terms Archive's layout, for the tools of that federation.

`collection_folder.write` makes the folder; the modules beside it say what lies in it.
"""
