"use strict";
// Medusa's side of the chapter `medusa`: a process that keeps its modules loaded, as a shop's does.
// A line of JSON in, a line of JSON out, until there is no more.

const readline = require("node:readline");
const path = require("node:path");

const { fill } = require("./filling.js");
const { migrate, need, open } = require("./shop.js");
const { Modules, ReservationItemWorkflowEvents } = need("@medusajs/framework/utils");
const { createWorkflow, transform, WorkflowResponse } = need("@medusajs/framework/workflows-sdk");

// Only what is used: the whole of these packages also holds parts that are not free.
const flows = path.dirname(need.resolve("@medusajs/core-flows"));
const flow = (place) => need(path.join(flows, place));
const { createReservationsWorkflow } = flow("reservation/workflows/create-reservations");
const { emitEventStep } = flow("common/steps/emit-event");
const { useQueryGraphStep } = flow("common/steps/use-query-graph");
const { reserveInventoryStep } = flow("cart/steps/reserve-inventory");
const { prepareConfirmInventoryInput, requiredOrderFieldsForInventoryConfirmation } =
  flow("cart/utils/prepare-confirm-inventory-input");

// What convertDraftOrderWorkflow does about stock for an order that exists, and no more of it: its
// fields of the order, its choice of a location, its step under a lock, its event.
const reserveOrderWorkflow = createWorkflow("reserve-order", (input) => {
  const { data: order } = useQueryGraphStep({
    entity: "order",
    fields: requiredOrderFieldsForInventoryConfirmation,
    filters: { id: input.id },
    options: { isList: false, throwIfKeyNotFound: true },
  });
  const asked = transform({ order }, ({ order: { sales_channel_id, items } }) => ({
    input: {
      sales_channel_id,
      variants: items.map((item) => item.variant),
      items: items.map(({ id, variant_id, quantity }) => ({ id, variant_id, quantity })),
    },
  }));
  const reserved = reserveInventoryStep(transform(asked, prepareConfirmInventoryInput));
  const events = transform({ reserved, input }, (done) =>
    done.reserved.map(({ id }) => ({ id, order_id: done.input.id }))
  );
  emitEventStep({ eventName: ReservationItemWorkflowEvents.CREATED, data: events });
  return new WorkflowResponse(reserved);
});

const resultOf = async (run) => (await run).result;

const WAYS = {
  service: (container, { reservations }) =>
    container.resolve(Modules.INVENTORY).createReservationItems(reservations),
  known: (container, { reservations }) =>
    resultOf(createReservationsWorkflow(container).run({ input: { reservations } })),
  read: (container, { id }) => resultOf(reserveOrderWorkflow(container).run({ input: { id } })),
};

async function reserve(container, { way, orders }) {
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  for (const order of orders) {
    const reserved = await WAYS[way](container, order);
    if (reserved.length !== order.reservations.length) {
      throw new Error(`${order.id}: ${reserved.length} lines reserved`);
    }
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpu: (user + system) / 1e6 };
}

async function main() {
  let container;
  const asks = {
    migrate,
    open: async ({ locking }) => {
      container = await open(locking);
    },
    fill: (told) => fill(container, told),
    reserve: (told) => reserve(container, told),
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { ask, ...told } = JSON.parse(line);
    const answer = await asks[ask](told);
    process.stdout.write(`${JSON.stringify({ answer })}\n`);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack ?? error}\n`);
    process.exit(1);
  }
);
