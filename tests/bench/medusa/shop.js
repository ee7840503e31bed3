"use strict";
// Medusa's modules, loaded as its framework does: one pool of connections, which all of them share.
// Its packages are in MEDUSA_HOME, its database in DATABASE_URL.

const { createRequire } = require("node:module");
const path = require("node:path");

const need = createRequire(path.join(process.env.MEDUSA_HOME, "package.json"));
const { asValue } = need("@medusajs/framework/awilix");
const { MedusaApp, MedusaAppGetLinksExecutionPlanner, MedusaAppMigrateUp } =
  need("@medusajs/framework/modules-sdk");
const { ContainerRegistrationKeys, createMedusaContainer, Modules, ModulesSdkUtils } =
  need("@medusajs/framework/utils");
const { getMigrationPlanner, initialize } = need("@medusajs/link-modules");

const IN_POSTGRES = { resolve: "@medusajs/locking-postgres", id: "postgres", is_default: true };
const LOCKINGS = { memory: {}, postgres: { providers: [IN_POSTGRES] } };
const LEVELS = ["debug", "info", "warn", "error", "log", "panic"];
const SILENT = Object.fromEntries(LEVELS.map((name) => [name, () => {}]));

function modules(locking) {
  return {
    [Modules.EVENT_BUS]: { resolve: "@medusajs/event-bus-local" },
    [Modules.LOCKING]: { resolve: "@medusajs/locking", options: LOCKINGS[locking] },
    [Modules.WORKFLOW_ENGINE]: { resolve: "@medusajs/workflow-engine-inmemory" },
    [Modules.LINK]: { initialize, getMigrationPlanner },
    [Modules.INVENTORY]: { resolve: "@medusajs/inventory" },
    [Modules.ORDER]: { resolve: "@medusajs/order" },
    [Modules.PRODUCT]: { resolve: "@medusajs/product" },
    [Modules.SALES_CHANNEL]: { resolve: "@medusajs/sales-channel" },
    [Modules.STOCK_LOCATION]: { resolve: "@medusajs/stock-location" },
  };
}

function settings(locking) {
  const clientUrl = process.env.DATABASE_URL;
  const connection = ModulesSdkUtils.createPgConnection({ clientUrl, pool: { min: 2 } });
  const shared = {
    [ContainerRegistrationKeys.LOGGER]: SILENT,
    [ContainerRegistrationKeys.PG_CONNECTION]: connection,
  };
  const sharedContainer = createMedusaContainer();
  register(sharedContainer, shared);
  return {
    cwd: process.env.MEDUSA_HOME,
    modulesConfig: modules(locking),
    sharedContainer,
    sharedResourcesConfig: { database: { clientUrl } },
    injectedDependencies: shared,
  };
}

function register(container, services) {
  for (const [name, service] of Object.entries(services)) {
    container.register(name, asValue(service));
  }
}

/** Tables of all modules, and of the links between them. */
async function migrate() {
  await MedusaAppMigrateUp(settings("postgres"));
  const planner = await MedusaAppGetLinksExecutionPlanner(settings("postgres"));
  await planner.executePlan(await planner.createPlan());
}

/** A container with everything that workflows resolve. */
async function open(locking) {
  const given = settings(locking);
  const app = await MedusaApp(given);
  await app.onApplicationStart();
  register(given.sharedContainer, {
    ...Object.fromEntries(Object.values(app.modules).map((one) => [one.__definition.key, one])),
    [ContainerRegistrationKeys.QUERY]: app.query,
    [ContainerRegistrationKeys.REMOTE_QUERY]: app.query,
    [ContainerRegistrationKeys.LINK]: app.link,
  });
  return given.sharedContainer;
}

module.exports = { migrate, need, open };
