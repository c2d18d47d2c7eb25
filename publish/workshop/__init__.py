"""The workshop turns orders and manuscripts into artifacts and articles: executors, worker processes and the shelf."""
