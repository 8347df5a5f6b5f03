# An image that is the same again names its base by digest (docs/deploy.md) and gives the time.
ARG BASE=python:3.12-slim
# The packages, exactly as locked: every file's hash is checked and nothing is built from source.
FROM ${BASE} AS packages
ARG SOURCE_DATE_EPOCH=0
COPY requirements.lock /build/requirements.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check \
        --no-deps --only-binary :all: --require-hashes -r /build/requirements.lock \
    && /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/venv/lib

FROM ${BASE}
ARG SOURCE_DATE_EPOCH=0
# The user has an entry in /etc/passwd: the embedded PostgreSQL knows who connects by it.
RUN groupadd --system --gid 10001 housing \
    && useradd --system --uid 10001 --gid housing --no-create-home --home-dir /data \
        --shell /usr/sbin/nologin housing \
    && install --directory --owner=housing --group=housing --mode=0700 /data

COPY --from=packages /opt/venv /opt/venv
COPY housing_service /app/housing_service
COPY sql /app/sql
# Compiled now, because the root file system may be read-only later.
# By content and not by time, so that it is the same wherever and whenever.
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app/housing_service

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOUSING_HOST=0.0.0.0 \
    HOUSING_PORT=8080 \
    HOUSING_DATA_DIR=/data

WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
# The first start makes a database; a start after an unclean stop may recover one.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['HOUSING_PORT']), timeout=4); c.request('GET', '/livez'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "housing_service"]
CMD ["serve"]
