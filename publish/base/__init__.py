"""What every room stands on: checking what was typed, slugs, languages, addresses, atomic files, the cache, versions."""
