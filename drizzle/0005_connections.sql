CREATE TABLE "connection_domains" (
	"connection_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"domain_id" uuid NOT NULL,
	CONSTRAINT "connection_domains_connection_id_group_id_pk" PRIMARY KEY("connection_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"as_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"login_enc" "bytea",
	"content_type" text NOT NULL,
	"key_enc" "bytea" NOT NULL,
	"key_check_value" text NOT NULL,
	"key_changed_at" timestamp with time zone NOT NULL,
	"previous_key_enc" "bytea",
	"previous_key_until" timestamp with time zone,
	"sign_with_previous" boolean DEFAULT false NOT NULL,
	"headers_enc" "bytea",
	"header_names" text[] DEFAULT '{}' NOT NULL,
	"additional_information" text DEFAULT '' NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"deactivated_reason" text,
	"deactivated_at" timestamp with time zone,
	"queue_mode" text NOT NULL,
	"source" text NOT NULL,
	"max_deviation" integer NOT NULL,
	"downlink_kind" text NOT NULL,
	"downlink_url" text,
	"downlink_settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"downlink_token_enc" "bytea",
	"report_digest" "bytea" NOT NULL,
	"report_hint" text NOT NULL,
	"report_changed_at" timestamp with time zone NOT NULL,
	"previous_report_digest" "bytea",
	"previous_report_until" timestamp with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "connections_content_type_check" CHECK ("connections"."content_type" in ('xml', 'json', 'json-untyped')),
	CONSTRAINT "connections_queue_mode_check" CHECK ("connections"."queue_mode" in ('durable', 'as-thingpark')),
	CONSTRAINT "connections_source_check" CHECK ("connections"."source" in ('thingpark', 'things-stack', 'chirpstack')),
	CONSTRAINT "connections_downlink_kind_check" CHECK ("connections"."downlink_kind" in ('none', 'things-stack', 'chirpstack', 'https'))
);
--> statement-breakpoint
CREATE TABLE "domain_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domain_switches" (
	"owner_id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"enabled_at" timestamp with time zone NOT NULL,
	"enabled_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domains" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"group_id" uuid NOT NULL,
	"path" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "member_restrictions" (
	"owner_id" text COLLATE "C" NOT NULL,
	"user_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"path" text NOT NULL,
	"prefix" boolean NOT NULL,
	CONSTRAINT "member_restrictions_owner_id_user_id_group_id_path_prefix_pk" PRIMARY KEY("owner_id","user_id","group_id","path","prefix")
);
--> statement-breakpoint
ALTER TABLE "connection_domains" ADD CONSTRAINT "connection_domains_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_domains" ADD CONSTRAINT "connection_domains_domain_id_domains_id_fk" FOREIGN KEY ("domain_id") REFERENCES "public"."domains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domain_groups" ADD CONSTRAINT "domain_groups_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domain_switches" ADD CONSTRAINT "domain_switches_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "domains" ADD CONSTRAINT "domains_group_id_domain_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."domain_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_restrictions" ADD CONSTRAINT "member_restrictions_group_id_domain_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."domain_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_restrictions" ADD CONSTRAINT "member_restrictions_member_fk" FOREIGN KEY ("owner_id","user_id") REFERENCES "public"."memberships"("owner_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_domains_domain_idx" ON "connection_domains" USING btree ("domain_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connections_as_id_key" ON "connections" USING btree ("as_id");--> statement-breakpoint
CREATE INDEX "connections_name_idx" ON "connections" USING btree ("owner_id",lower("name") collate "C","id");--> statement-breakpoint
CREATE UNIQUE INDEX "domain_groups_name_key" ON "domain_groups" USING btree ("owner_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "domains_path_key" ON "domains" USING btree ("group_id",lower("path"));