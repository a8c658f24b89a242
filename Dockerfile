# One image for the API, the worker and the migration; the command decides which.
FROM node:22.21.1-bookworm-slim AS front-end
# An agency's own mirror, as npm names it: --build-arg NPM_CONFIG_REGISTRY=…
ARG NPM_CONFIG_REGISTRY
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.12.12-slim-bookworm AS packages
# An agency's own mirror, as pip names it: --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
COPY requirements/runtime.lock /build/runtime.lock
RUN python -m venv /opt/liuhen/venv \
 && /opt/liuhen/venv/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r /build/runtime.lock

FROM python:3.12.12-slim-bookworm
# Fonts draw Chinese text on thumbnails and prints; nothing else of the system is needed.
# Debian keeps only the newest build of a package, so a pinned one could soon not be had.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 liuhen \
 && useradd --system --uid 10001 --gid liuhen --no-create-home --shell /usr/sbin/nologin liuhen \
 && install --directory --owner liuhen --group liuhen --mode 0750 /var/lib/liuhen
WORKDIR /opt/liuhen/program
COPY --from=packages /opt/liuhen/venv /opt/liuhen/venv
COPY --from=front-end /build/node_modules ./node_modules
COPY alembic.ini pyproject.toml ./
COPY alembic ./alembic
COPY app ./app
ENV PATH=/opt/liuhen/venv/bin:$PATH \
    PYTHONPATH=/opt/liuhen/program \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STORAGE_URL=file:///var/lib/liuhen/storage
USER 10001:10001
VOLUME /var/lib/liuhen
EXPOSE 8000
STOPSIGNAL SIGTERM
# Asks the API; compose.yaml switches it off for the worker and the migration.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["api", "--host", "0.0.0.0", "--port", "8000"]
