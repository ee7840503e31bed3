"use strict";
// Sample data, written by Medusa's own services: products with stock in one location, and orders.

const { need } = require("./shop.js");
const { ContainerRegistrationKeys, Modules } = need("@medusajs/framework/utils");

const AT_ONCE = 100;

async function inPieces(rows, make) {
  const made = [];
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    made.push(...(await make(rows.slice(first, first + AT_ONCE))));
  }
  return made;
}

/** Gives what each order asks for: its id, and the reservations of its lines. */
async function fill(container, { products, units, baskets }) {
  const service = (key) => container.resolve(key);
  const [channel] = await service(Modules.SALES_CHANNEL).createSalesChannels([{ name: "Shop" }]);
  const [location] = await service(Modules.STOCK_LOCATION).createStockLocations([{ name: "Hall" }]);
  const skus = Array.from({ length: products }, (_, number) => `SKU${number + 1}`);
  const variants = await makeVariants(container, skus);
  const items = await makeStock(container, skus, location, units);
  await makeLinks(container, { channel, location, variants, items });
  const orders = await makeOrders(container, channel, variants, baskets);
  const itemOf = new Map(variants.map(({ variant_id }, index) => [variant_id, items[index].id]));
  return orders.map(({ id, items: lines }) => ({
    id,
    reservations: lines.map((line) => ({
      line_item_id: line.id,
      inventory_item_id: itemOf.get(line.variant_id),
      location_id: location.id,
      quantity: 1,
    })),
  }));
}

async function makeVariants(container, skus) {
  const options = [{ title: "Size", values: ["One"] }];
  const made = await inPieces(skus, (some) =>
    container.resolve(Modules.PRODUCT).createProducts(
      some.map((sku) => ({
        title: sku,
        options,
        variants: [{ title: "One", sku, manage_inventory: true, options: { Size: "One" } }],
      }))
    )
  );
  const ids = ({ id, variants }) => ({ product_id: id, variant_id: variants[0].id });
  const bySku = new Map(made.map((one) => [one.title, ids(one)]));
  return skus.map((sku) => bySku.get(sku));
}

async function makeStock(container, skus, location, units) {
  const inventory = container.resolve(Modules.INVENTORY);
  const made = await inPieces(skus, (some) =>
    inventory.createInventoryItems(some.map((sku) => ({ sku })))
  );
  const bySku = new Map(made.map((one) => [one.sku, one]));
  await inPieces(made, (some) =>
    inventory.createInventoryLevels(
      some.map(({ id }) => ({
        inventory_item_id: id,
        location_id: location.id,
        stocked_quantity: units,
      }))
    )
  );
  return skus.map((sku) => bySku.get(sku));
}

async function makeLinks(container, { channel, location, variants, items }) {
  const link = container.resolve(ContainerRegistrationKeys.LINK);
  await link.create({
    [Modules.SALES_CHANNEL]: { sales_channel_id: channel.id },
    [Modules.STOCK_LOCATION]: { stock_location_id: location.id },
  });
  const stocked = items.map(({ id }, index) => ({
    [Modules.PRODUCT]: { variant_id: variants[index].variant_id },
    [Modules.INVENTORY]: { inventory_item_id: id },
    data: { required_quantity: 1 },
  }));
  await inPieces(stocked, async (some) => {
    await link.create(some);
    return [];
  });
}

function makeOrders(container, channel, variants, baskets) {
  const facts = { title: "One of them", quantity: 1, unit_price: 10 };
  const item = (index) => ({ ...variants[index], ...facts });
  return inPieces(baskets, (some) =>
    container.resolve(Modules.ORDER).createOrders(
      some.map((basket) => ({
        currency_code: "eur",
        email: "someone@example.com",
        sales_channel_id: channel.id,
        items: basket.map(item),
      }))
    )
  );
}

module.exports = { fill };
