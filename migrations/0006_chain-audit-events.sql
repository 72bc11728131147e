-- Chains audit events by hash and keeps them from being changed. Appending locks the chain's head, so that events of one
-- chain come one after another, and any statement can append: alone, or in the transaction of the change it tells of.

CREATE FUNCTION audit_part(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-')
$$;
--> statement-breakpoint
-- The same as hashOf in src/domain/audit/event.ts.
CREATE FUNCTION audit_hash(event audit_events) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(
    audit_part(event.previous_hash) || audit_part(event.chain::text) || audit_part(event.seq::text)
      || audit_part((extract(epoch FROM event.at) * 1000)::bigint::text) || audit_part(event.action)
      || audit_part(event.outcome) || audit_part(event.actor_kind) || audit_part(event.actor_user_id::text)
      || audit_part(event.actor_id) || audit_part(event.target_type) || audit_part(event.target_id)
      || audit_part(event.address) || audit_part(event.user_agent) || audit_part(event.request_id)
      || audit_part(event.details::text),
    'UTF8')), 'hex')
$$;
--> statement-breakpoint
CREATE FUNCTION chain_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_heads AS head (chain, seq, hash)
  VALUES (NEW.chain, 1, '')
  ON CONFLICT (chain) DO UPDATE SET seq = head.seq + 1
  RETURNING head.seq, head.hash INTO NEW.seq, NEW.previous_hash;
  NEW.hash := audit_hash(NEW);
  UPDATE audit_heads SET hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit record is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER chain_audit_event BEFORE INSERT ON audit_events
  FOR EACH ROW EXECUTE FUNCTION chain_audit_event();
--> statement-breakpoint
CREATE TRIGGER refuse_audit_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
-- In a WHEN clause the depth is 0 for anybody's own statement, and 1 within the trigger of audit_events.
CREATE TRIGGER refuse_audit_head_change BEFORE INSERT OR UPDATE ON audit_heads
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER refuse_audit_head_loss BEFORE DELETE OR TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
