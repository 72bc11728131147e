CREATE TABLE "block_executions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"block_id" text NOT NULL,
	"status" text NOT NULL,
	"error" text,
	"spent" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "block_executions_by_user" ON "block_executions" USING btree ("user_id","created_at");