-- What a station may do; run by packbench_owner after `packbench db init` and after each
-- `packbench db upgrade`. It takes everything away first, so that it can be run again.
-- A table that is named nowhere here can't even be read by a station: a test asks for each.
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, packbench_station;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, packbench_station;

-- Which schema this is.
GRANT SELECT ON alembic_version TO packbench_station;

-- Written once and never changed: the ledger, the audit list, who was there, why, what was printed.
GRANT SELECT, INSERT ON
    movement, command, decision, operator, station, printed_document,
    pack_scan, pack_refusal, shipment_label,
    weight_overrule, second_check, parcel_photo, command_record, rule_command
    TO packbench_station;
-- A command writes its result when it is done; a station says where it stands.
GRANT UPDATE (result, undo, undoes_id, notice) ON command TO packbench_station;
GRANT UPDATE (warehouse_id) ON station TO packbench_station;
-- What an import brought is gone when it is taken back; its numbers may be given again.
GRANT DELETE ON command_record TO packbench_station;
-- A scan is taken back, or its promise goes; the scan itself stays.
GRANT UPDATE (taken_back_by, allocation_id) ON pack_scan TO packbench_station;

-- What was counted in at the dock stays, also where it was taken back.
GRANT SELECT, INSERT ON receipt, receipt_line TO packbench_station;
GRANT UPDATE (purchase_order_id, supplier_id, delivery_note, note_key, status, operator_id,
    station_id, booked_at, command_id, approved_by) ON receipt TO packbench_station;
GRANT UPDATE (taken_back_by) ON receipt_line TO packbench_station;

-- What was counted stays, also where it was counted again; sheets and lines tell what became of them.
GRANT SELECT, INSERT ON count_sheet, count_line, count_entry TO packbench_station;
GRANT UPDATE (status, posted_at, posted_by) ON count_sheet TO packbench_station;
GRANT UPDATE (is_open, rounds, posted, expires_on) ON count_line TO packbench_station;
GRANT UPDATE (gone_by) ON count_entry TO packbench_station;
-- What was sent from one warehouse to another stays, with what became of it.
GRANT SELECT, INSERT ON transfer, transfer_line TO packbench_station;
GRANT UPDATE (status, ended_at, ended_by) ON transfer TO packbench_station;
GRANT UPDATE (received, lost, returned, over) ON transfer_line TO packbench_station;
-- A label goes to a printer, or is voided; the row stays.
GRANT UPDATE (printed_at, voided_by) ON shipment_label TO packbench_station;
-- What somebody said of a parcel counts no more once it changes; the row stays.
GRANT UPDATE (voided_by) ON weight_overrule, second_check, parcel_photo TO packbench_station;

-- A token is given once and revoked once; what it is known by stays as it was.
GRANT SELECT, INSERT ON channel_token TO packbench_station;
GRANT UPDATE (revoked_by) ON channel_token TO packbench_station;
-- What became of rules of channels stays as it was written.
GRANT SELECT, INSERT ON rule_change TO packbench_station;
-- What channels were told of shipments.
GRANT SELECT, INSERT, UPDATE ON shipment_news TO packbench_station;
GRANT SELECT, INSERT, UPDATE, DELETE ON shipment_mark TO packbench_station;

-- What work changes.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    product, barcode, shared_barcode, kit_component, supplier, supplier_product,
    warehouse, warehouse_country, location, channel, channel_exclusion, channel_listing, postal_code,
    stock, stock_bin, ledger_head, allocation, waiting,
    channel_rule, channel_feed, channel_item, stock_touched,
    orders, order_line, order_problem, order_said, order_search, order_stuck, shipment,
    wave, wave_shipment, pick_task, wave_revision, wave_event, bin_to_count, warehouse_layout,
    packing, parcel, box_type, parcel_material,
    shipping_method, shipping_word, manifest, manifested_shipment, number_range,
    slip_template, channel_slip, printed_slip, saved_view,
    purchase_order, purchase_order_line, purchase_milestone, purchase_attachment,
    drop_ship,
    price_break, price_history, reorder_rule,
    put_away_task, pick_bin, replenish_task, currency_rate, receipt_cost, past_receipt,
    order_rule, rule_act, order_exclusion, order_hold_until,
    setting, station_printer, station_rule, station_scanner, station_scale,
    station_check, print_job, custom_field
    TO packbench_station;

-- The next number, never another one.
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO packbench_station;
COMMIT;
