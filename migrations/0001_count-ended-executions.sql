-- Keeps execution_counts: an execution is counted once, when its row becomes final, which it then stays.

CREATE FUNCTION count_ended_on_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_counts (user_id, graph_id, status, ended)
  SELECT user_id, graph_id, status, count(*)
  FROM inserted
  WHERE status IN ('COMPLETED', 'FAILED', 'TERMINATED')
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT (user_id, graph_id, status) DO UPDATE SET ended = execution_counts.ended + excluded.ended;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION count_ended_on_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO execution_counts (user_id, graph_id, status, ended)
  SELECT updated.user_id, updated.graph_id, updated.status, count(*)
  FROM updated JOIN earlier USING (id)
  WHERE updated.status IN ('COMPLETED', 'FAILED', 'TERMINATED')
    AND earlier.status NOT IN ('COMPLETED', 'FAILED', 'TERMINATED')
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT (user_id, graph_id, status) DO UPDATE SET ended = execution_counts.ended + excluded.ended;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER count_ended_on_insert AFTER INSERT ON executions
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION count_ended_on_insert();
--> statement-breakpoint
CREATE TRIGGER count_ended_on_update AFTER UPDATE ON executions
  REFERENCING OLD TABLE AS earlier NEW TABLE AS updated
  FOR EACH STATEMENT EXECUTE FUNCTION count_ended_on_update();
