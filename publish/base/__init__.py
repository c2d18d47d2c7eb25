"""What every room stands on: checks of what was typed, slugs, languages, addresses, atomic files, cache, versions."""
