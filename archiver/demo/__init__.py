"""Policies of three invented platforms as they were on four days, and a small web server for them.

- pages: what each page says on a day, composed from the files under `pages/`
- server: the web server, on this machine only
"""
