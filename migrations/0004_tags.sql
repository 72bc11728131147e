ALTER TABLE "executions" ADD COLUMN "tags" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
CREATE INDEX "executions_by_tag" ON "executions" USING gin ("tags") WHERE tags <> '{}';