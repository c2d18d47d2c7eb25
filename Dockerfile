# The press in an image: docker run --rm -v "$PWD:/publication" handbill build
FROM python:3.13-slim

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 liblouis-bin \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /handbill
# Each package is held to the digest of its file; then this folder itself, by what is there, with nothing from elsewhere.
COPY locks/run.txt locks/
RUN pip install --no-cache-dir --no-deps --require-hashes -r locks/run.txt
COPY pyproject.toml README.md CHANGELOG.md LICENSE ./
COPY publish publish
COPY styles styles
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && useradd --create-home --uid 1000 editor

USER 1000
WORKDIR /publication
ENTRYPOINT ["publish"]
CMD ["--help"]
