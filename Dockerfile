# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# labcamp for PostgreSQL operation; see compose.yaml. Built in two steps: assets, then the runtime.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements/run.lock pyproject.toml Makefile ./
RUN mkdir requirements && mv run.lock requirements/
COPY tools tools
COPY frontend frontend
COPY src src
RUN sh tools/install.sh /opt/venv python3 run \
 && rm -rf frontend/node_modules

FROM python:3.11-slim-bookworm
RUN useradd --system --create-home --home-dir /var/lib/labcamp labcamp
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app/src /app/src
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LABCAMP_DATA=/var/lib/labcamp
WORKDIR /app
USER labcamp
VOLUME /var/lib/labcamp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/robots.txt', timeout=4)"]
CMD ["labcamp", "serve", "--host", "0.0.0.0", "--port", "8000", "--processes", "2"]
