-- Rows as the version with revision 20261127_0140_order_amounts left them: it imported a supplier, a
-- product, a shipping method and an order, and the order once more with another quantity.
INSERT INTO operator (id, name)
VALUES (1, 'Ana');
INSERT INTO station (id, name)
VALUES (1, 'station 3');
INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
VALUES (1, '1847e8681d754df286ac73c17be4e12e', 'import.suppliers', '5b17578961ed238bae62cff2e031c493d873c59bf5e587e0b783ebfdba391a9a', '{"file":"s.csv","kind":"suppliers","sha256":"9193bc483869ecebcd42ccf28a948e28dac84056f3e40a565c94d3c676fe42e3","update":false}', 1, 1, '2026-11-27 08:26:26.939492', '{"kind":"suppliers","rows":1,"imported":1,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"rejects_file":null,"taken_rows":1,"repeated_rows":0,"rejected_rows":0,"left_out":[],"unknown_columns":[],"told":[]}', '{"changes":{"supplier":[{"[1]":"4f9c73793d81be52"},{},[]]},"orders":[],"brought":{"spans":[],"digest":"cae66941d9efbd404e4d88758ea67670"},"never":null}');
INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
VALUES (2, '1720847b294148bbb8d8dac3dd187d5c', 'import.products', 'ca305cd14412da6958e0e80a27ff22cb49f8585f47bc32fe82edca9c6ca085f6', '{"file":"p.csv","kind":"products","sha256":"5e37b1e54304dcac2dc0c860737694b7a129d1d6c1348625a123e368191f713c","update":false}', 1, 1, '2026-11-27 08:26:27.066430', '{"kind":"products","rows":1,"imported":1,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"rejects_file":null,"taken_rows":1,"repeated_rows":0,"rejected_rows":0,"left_out":[],"unknown_columns":[],"told":[]}', '{"changes":{"product":[{"[1]":"32b6216b8b63af0a"},{},[]]},"orders":[],"brought":{"spans":[],"digest":"cae66941d9efbd404e4d88758ea67670"},"never":null}');
INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
VALUES (3, '3a80b5f5f4404d72bef970d4b57b0faf', 'import.shipping-methods', '3f594dec1b9c5ecaa4f98e6ca5d3a55527f841d0d36a5d45f859d3bedaafd5c2', '{"file":"m.csv","kind":"shipping-methods","sha256":"354ce06226ac61c4f46618ba9d1289e8720c5eb72b8e5572cc272173ddc5d732","update":false}', 1, 1, '2026-11-27 08:26:27.091497', '{"kind":"shipping-methods","rows":1,"imported":1,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"rejects_file":null,"taken_rows":1,"repeated_rows":0,"rejected_rows":0,"left_out":[],"unknown_columns":[],"told":[]}', '{"changes":{"shipping_method":[{"[\"exp\"]":"05820271744b4f82"},{},[]]},"orders":[],"brought":{"spans":[],"digest":"cae66941d9efbd404e4d88758ea67670"},"never":null}');
INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
VALUES (4, 'b7fca1d27db34971bcc5f1876a611930', 'import.orders', '154db6aef4a1ecd1a85c285b1f831df275b0458c92874230b03c6d4b761a8dc3', '{"file":"o.csv","kind":"orders","sha256":"d4b8ba52b63aae26fffafadc2bc0cea723553fd495584c3d6e3f720247a3fd14","update":false}', 1, 1, '2026-11-27 08:26:27.110822', '{"kind":"orders","rows":1,"imported":1,"updated":0,"unchanged":0,"rejected":0,"rejects":[],"rejects_file":null,"taken_rows":1,"repeated_rows":0,"rejected_rows":0,"left_out":[],"unknown_columns":[],"told":[]}', '{"changes":{"channel":[{"[\"web\"]":"d08bdda7192d4e7f"},{},[]]},"orders":[],"brought":{"spans":[[1,1]],"digest":"fff8a2db2beded0c9e1a7dfd17ed5b48"},"never":null}');
INSERT INTO command (id, key, name, content_hash, content, operator_id, station_id, at, result, undo)
VALUES (5, '317346c448994d2e945e3330ccca450b', 'import.orders', '3d862def158ab5b9967cec007a3328c31aa39f367396458e752fd8efac2c2a14', '{"file":"o2.csv","kind":"orders","sha256":"aa6e5fb057854a0919fe5d6357638babf55180d79b6fe696228c4a7c996fe62c","update":true}', 1, 1, '2026-11-27 08:26:27.185204', '{"kind":"orders","rows":1,"imported":0,"updated":1,"unchanged":0,"rejected":0,"rejects":[],"rejects_file":null,"taken_rows":1,"repeated_rows":0,"rejected_rows":0,"left_out":[],"unknown_columns":[],"told":[]}', '{"changes":{"orders":[{},{"[1]":["4088aca08c3aeacc",{"unit_count":2,"unrouted_units":2,"imported_hash":"e470a4a49b6a24d6ab888974261cb4d5"}]},[]],"order_line":[{},{"[1]":["a88ee19195dbcb46",{"ordered":2,"unrouted":2}]},[]],"order_said":[{},{"[1]":["ea48ab7bfb3dfea2",{"body":"[{\"ordered_at\":\"2026-11-20T08:00:00+00:00\",\"country\":\"AT\"},[[\"MUG\",2,null]]]"}]},[]]},"orders":[1],"brought":{"spans":[],"digest":"cae66941d9efbd404e4d88758ea67670"},"never":null}');
INSERT INTO command_record (kind, record_id, command_id)
VALUES ('product', 1, 2);
INSERT INTO command_record (kind, record_id, command_id)
VALUES ('order', 1, 4);
INSERT INTO command_record (kind, record_id, command_id)
VALUES ('order', 1, 5);
INSERT INTO supplier (id, code, code_key, name, over_receipt_percent)
VALUES (1, 'ACME', 'acme', 'Acme', 0);
INSERT INTO product (id, sku, sku_key, name, supplier_id)
VALUES (1, 'MUG', 'mug', 'Mug', 1);
INSERT INTO channel (code_key, code)
VALUES ('web', 'Web');
INSERT INTO shipping_method (code_key, code, name, plugin)
VALUES ('exp', 'EXP', 'Express', 'own');
INSERT INTO orders (id, number, number_key, channel, ordered_at, country, priority, queue_key, line_count, unit_count, unrouted_units, waiting_units, shipments_made, imported_hash)
VALUES (1, 'O1', 'o1', 'Web', '2026-11-20 08:00:00.000000', 'AT', 0, '5000000000|9999-99-99|20261120080000000000|o011', 1, 3, 3, 0, 0, '4d58ad7446a823c8184aadfea14c3f20');
INSERT INTO order_line (id, order_id, line, product_id, sku, sku_key, ordered, unrouted, allocated, waiting, unavailable, picked, packed, shipped, cancelled)
VALUES (1, 1, 1, 1, 'MUG', 'mug', 3, 3, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO order_said (order_id, body)
VALUES (1, '[{"ordered_at":"2026-11-20T08:00:00+00:00","country":"AT"},[["MUG",3,null]]]');
INSERT INTO order_problem (order_id, code, line)
VALUES (1, 'address_incomplete', 0);
INSERT INTO order_stuck (id, order_id, reason, since, begun_by)
VALUES (1, 1, 'address', '2026-11-27 08:26:27.110822', 4);
