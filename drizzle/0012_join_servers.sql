CREATE TABLE "join_server_configurations" (
	"owner_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "join_server_files" (
	"owner_id" text COLLATE "C" NOT NULL,
	"digest" text NOT NULL,
	"content" text NOT NULL,
	"last_version" integer NOT NULL,
	CONSTRAINT "join_server_files_owner_id_digest_pk" PRIMARY KEY("owner_id","digest")
);
--> statement-breakpoint
CREATE TABLE "join_server_secrets" (
	"owner_id" text COLLATE "C" NOT NULL,
	"id" uuid NOT NULL,
	"value_enc" "bytea" NOT NULL,
	"last_version" integer NOT NULL,
	CONSTRAINT "join_server_secrets_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "join_server_versions" (
	"owner_id" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"action" text NOT NULL,
	"detail" jsonb NOT NULL,
	"document" jsonb NOT NULL,
	CONSTRAINT "join_server_versions_owner_id_version_pk" PRIMARY KEY("owner_id","version"),
	CONSTRAINT "join_server_versions_action_check" CHECK ("join_server_versions"."action" in ('create', 'change', 'delete', 'import', 'restore'))
);
--> statement-breakpoint
ALTER TABLE "join_server_configurations" ADD CONSTRAINT "join_server_configurations_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_server_files" ADD CONSTRAINT "join_server_files_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_server_secrets" ADD CONSTRAINT "join_server_secrets_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_server_versions" ADD CONSTRAINT "join_server_versions_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "join_server_files_last_idx" ON "join_server_files" USING btree ("owner_id","last_version");--> statement-breakpoint
CREATE INDEX "join_server_secrets_last_idx" ON "join_server_secrets" USING btree ("owner_id","last_version");