# The service. Build: docker build -t gruppkarta .   Run: see compose.yaml and docs/operation.md
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /opt/gruppkarta \
    && /opt/gruppkarta/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY . .
RUN /opt/gruppkarta/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home gruppkarta && install --directory --owner=10001 --mode=700 /backups
COPY --from=build /opt/gruppkarta /opt/gruppkarta
ENV PATH=/opt/gruppkarta/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER gruppkarta
# Inside the container the service listens on all addresses; compose.yaml publishes it on 127.0.0.1 alone.
ENV GRUPPKARTA_HOST=0.0.0.0 GRUPPKARTA_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/v1/health', timeout=4)"]
ENTRYPOINT ["gruppkarta"]
CMD ["serve"]
