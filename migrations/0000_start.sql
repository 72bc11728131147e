CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"last_four" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"suspended_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_keys_keyHash_unique" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "execution_counts" (
	"user_id" uuid NOT NULL,
	"graph_id" uuid NOT NULL,
	"status" text NOT NULL,
	"ended" bigint NOT NULL,
	CONSTRAINT "execution_counts_user_id_graph_id_status_pk" PRIMARY KEY("user_id","graph_id","status")
);
--> statement-breakpoint
CREATE TABLE "executions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"graph_id" uuid NOT NULL,
	"graph_version" integer NOT NULL,
	"status" text NOT NULL,
	"trigger" text NOT NULL,
	"inputs" jsonb NOT NULL,
	"outputs" jsonb NOT NULL,
	"stats" jsonb NOT NULL,
	"error" jsonb,
	"seq" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "node_executions" (
	"execution_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"ordinal" integer NOT NULL,
	"position" integer NOT NULL,
	"block_id" text NOT NULL,
	"status" text NOT NULL,
	"attempt" integer NOT NULL,
	"input" jsonb NOT NULL,
	"output" jsonb NOT NULL,
	"error" text,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "node_executions_execution_id_node_id_ordinal_pk" PRIMARY KEY("execution_id","node_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "graph_versions" (
	"graph_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"nodes" jsonb NOT NULL,
	"links" jsonb NOT NULL,
	"sub_graphs" jsonb NOT NULL,
	"settings" jsonb NOT NULL,
	"input_schema" jsonb NOT NULL,
	"output_schema" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "graph_versions_graph_id_version_pk" PRIMARY KEY("graph_id","version")
);
--> statement-breakpoint
CREATE TABLE "graphs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"active_version" integer NOT NULL,
	"latest_version" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text,
	"name" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "node_executions" ADD CONSTRAINT "node_executions_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "public"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "graph_versions" ADD CONSTRAINT "graph_versions_graph_id_graphs_id_fk" FOREIGN KEY ("graph_id") REFERENCES "public"."graphs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "graphs" ADD CONSTRAINT "graphs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_by_user" ON "api_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "executions_by_user" ON "executions" USING btree ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "executions_by_graph" ON "executions" USING btree ("user_id","graph_id","created_at","id");--> statement-breakpoint
CREATE INDEX "executions_by_status" ON "executions" USING btree ("user_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "executions_live" ON "executions" USING btree ("user_id","created_at","id") WHERE status in ('INCOMPLETE', 'QUEUED', 'RUNNING', 'REVIEW');--> statement-breakpoint
CREATE INDEX "graphs_by_user" ON "graphs" USING btree ("user_id","updated_at","id");