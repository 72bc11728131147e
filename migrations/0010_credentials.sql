CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"type" text NOT NULL,
	"title" text NOT NULL,
	"scopes" text[] NOT NULL,
	"username" text,
	"host" text,
	"sealed" text NOT NULL,
	"key_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"access_expires_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"refreshing_until" timestamp (3) with time zone,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credentials_by_user" ON "credentials" USING btree ("user_id","created_at","id");