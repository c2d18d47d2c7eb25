"""The base of every room: validation, slugs, languages, addresses, atomic files, cache, plug-ins, versions."""
