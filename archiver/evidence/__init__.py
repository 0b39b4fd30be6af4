"""What proves a version to someone who does not trust the archive.

- package: one WACZ file with pages, text, history, looks, a report and a certificate
- choice, manifest, paper: which versions it is about, what it says of them, and that for print
- verify: the program in it that checks it offline; standard library only
"""
