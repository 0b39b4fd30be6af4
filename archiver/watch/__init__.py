"""An archive that is kept: crawled on a schedule, with letters, site and remote after each round.

`keeping` has the loop, `schedule` says when each platform is due, `rounds` does the `steps` of a round.
`health_file` is what monitoring and `archiver status` read.
"""
