FROM node:24-bookworm-slim AS build
WORKDIR /app
# Prisma's install script downloads an engine that nobody needs, unless it is shown an executable.
ENV PRISMA_SCHEMA_ENGINE_BINARY=/usr/local/bin/node
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/image.mjs

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=build /app ./
RUN install -d -o node -g node -m 0700 /data
# The container's own network is the only one that reaches it; ALLOWED_HOSTS keeps to the names of this machine.
ENV NODE_ENV=production HOST=0.0.0.0 ALLOWED_HOSTS=localhost DRIFTWATCH_DATA=/data
# The embedded PostgreSQL, which runs unless DATABASE_URL is set.
VOLUME ["/data"]
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 \
  CMD ["node", "scripts/healthcheck.mjs"]
# As npm start does; npm itself would not pass signals on.
CMD ["node", "--max-semi-space-size=48", "--heap-growing-percent=70", "--v8-pool-size=1", "scripts/start.mjs"]
