CREATE TABLE "memories" (
	"user_id" uuid NOT NULL,
	"owner" text NOT NULL,
	"key" text NOT NULL,
	"held" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memories_user_id_owner_key_pk" PRIMARY KEY("user_id","owner","key")
);
--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;