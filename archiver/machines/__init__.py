"""One archive that several machines crawl; its truth is the git remote that they all push to.

`round_trip` pulls a platform, looks at it and pushes it; `cluster` has the workers of a Dask cluster do that.
Which machine looks at which platforms is for the cluster's scheduler or, with `crawl --shard`, for the
declarations (`declarations.shards`): nothing here schedules.
"""
