# docker build -t midstance .
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" midstance analyze run.mp4 -o out
# docs/start.md says how the app is served from it.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
RUN python -m venv /opt/midstance \
    && /opt/midstance/bin/pip install --no-cache-dir . \
    && MIDSTANCE_WEIGHTS=/opt/midstance/weights /opt/midstance/bin/midstance weights fetch blazepose

FROM python:3.12-slim-bookworm
COPY --from=build /opt/midstance /opt/midstance
ENV PATH=/opt/midstance/bin:$PATH MIDSTANCE_WEIGHTS=/opt/midstance/weights HOME=/tmp
USER 10001
WORKDIR /work
ENTRYPOINT ["midstance"]
CMD ["--help"]
