# docker build -t quoth . (the README tells how to run it). Debian, since one dependency has no
# wheel for Alpine. Pin the digest too where an image must never change by itself.

FROM python:3.11.14-slim-bookworm AS build
# PyTorch's CPU wheels, a tenth of the CUDA build. Empty for CUDA: --build-arg TORCH_INDEX=
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/quoth
ENV PATH=/opt/quoth/bin:$PATH
WORKDIR /build
COPY constraints.txt ./
# The version stands in constraints.txt.
# hadolint ignore=DL3013
RUN torch="$(sed -n 's/^\(torch==.*\)/\1/p' constraints.txt)" \
    && if [ -n "${TORCH_INDEX}" ]; \
       then pip install --no-deps --index-url "${TORCH_INDEX}" "${torch}"; \
       else pip install -c constraints.txt "${torch}"; fi
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY config config
COPY corpus corpus
COPY index index
# What else is installed; `milvus` for --build-arg EXTRAS=formats,milvus,postgres
ARG EXTRAS=formats,postgres
RUN pip install -c constraints.txt ".[${EXTRAS}]"

FROM python:3.11.14-slim-bookworm
COPY --from=build /opt/quoth /opt/quoth
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin quoth \
    && install -d -m 0700 -o quoth -g quoth /var/lib/quoth
# Nothing is written but to /var/lib/quoth and /tmp, so that the root can be read-only.
ENV PATH=/opt/quoth/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    QUOTH_HOME=/var/lib/quoth \
    HF_HOME=/var/lib/quoth/models \
    MPLCONFIGDIR=/tmp
VOLUME /var/lib/quoth
USER 10001:10001
WORKDIR /var/lib/quoth
# The first run embeds all documents before there is anything to answer from.
HEALTHCHECK --interval=60s --timeout=20s --start-period=30m --retries=3 CMD ["quoth", "health"]
ENTRYPOINT ["quoth"]
CMD ["run"]
