CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"digest" "bytea" NOT NULL,
	"hint" text NOT NULL,
	"rights" text[] NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"owner_id" text COLLATE "C",
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"eui" text COLLATE "C",
	"address" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"eui_from" text COLLATE "C" NOT NULL,
	"eui_to" text COLLATE "C" NOT NULL,
	"span" "numrange" NOT NULL,
	"flavor" text NOT NULL,
	"root_key_enc" "bytea" NOT NULL,
	"key_check_value" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "check_ins" (
	"eui" text COLLATE "C" NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" text COLLATE "C",
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"times" integer NOT NULL,
	"address" text NOT NULL,
	"reported" jsonb NOT NULL,
	"credential" text NOT NULL,
	"answer" jsonb NOT NULL,
	"fell_back" boolean NOT NULL,
	CONSTRAINT "check_ins_eui_id_pk" PRIMARY KEY("eui","id")
);
--> statement-breakpoint
CREATE TABLE "claim_failures" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "claim_failures_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "credential_sets" (
	"eui" text COLLATE "C" NOT NULL,
	"category" text NOT NULL,
	"version" integer NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"uri" text NOT NULL,
	"trust" "bytea",
	"crt" "bytea",
	"key_kind" text NOT NULL,
	"key_enc" "bytea",
	"crc" bigint,
	"auth_digest" "bytea",
	"offered_at" timestamp with time zone,
	"proven_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"backup" boolean DEFAULT false NOT NULL,
	"retired_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "credential_sets_eui_category_version_pk" PRIMARY KEY("eui","category","version"),
	CONSTRAINT "credential_sets_category_check" CHECK ("credential_sets"."category" in ('cups', 'tc')),
	CONSTRAINT "credential_sets_key_kind_check" CHECK ("credential_sets"."key_kind" in ('none', 'token', 'private-key'))
);
--> statement-breakpoint
CREATE TABLE "gateway_reports" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"address" text NOT NULL,
	"reported" jsonb NOT NULL,
	"credential" text NOT NULL,
	"answer" jsonb NOT NULL,
	"fell_back" boolean NOT NULL,
	"outcome" text NOT NULL,
	"seen_cups_version" integer,
	"seen_tc_version" integer,
	"matched_cups_version" integer,
	"matched_tc_version" integer,
	"fingerprint" text NOT NULL,
	"check_in_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gateways" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C",
	"origin" text NOT NULL,
	"batch_id" uuid,
	"flavor" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"token_digest" "bytea",
	"token_enc" "bytea",
	"cups_version" integer,
	"tc_version" integer,
	"revision" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp with time zone,
	"released_at" timestamp with time zone,
	"last_setup_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gateways_origin_check" CHECK ("gateways"."origin" in ('batch', 'added'))
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"owner_id" text COLLATE "C" NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_owner_id_user_id_pk" PRIMARY KEY("owner_id","user_id"),
	CONSTRAINT "memberships_role_check" CHECK ("memberships"."role" in ('admin', 'operator', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "owners" (
	"id" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"add_limit" integer DEFAULT 64 NOT NULL,
	"adds_used" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "refused_check_ins" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refused_check_ins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"router" text NOT NULL,
	"eui" text COLLATE "C",
	"address" text NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site_secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"site_operator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_tokens_digest_key" ON "api_tokens" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "api_tokens_owner_idx" ON "api_tokens" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "audit_entries_owner_idx" ON "audit_entries" USING btree ("owner_id","id");--> statement-breakpoint
CREATE INDEX "audit_entries_eui_idx" ON "audit_entries" USING btree ("eui","id");--> statement-breakpoint
CREATE INDEX "check_ins_eui_idx" ON "check_ins" USING btree ("eui","last_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "gateways_owner_idx" ON "gateways" USING btree ("owner_id","eui");--> statement-breakpoint
CREATE INDEX "memberships_user_idx" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "refused_check_ins_eui_idx" ON "refused_check_ins" USING btree ("eui","id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_no_overlap" EXCLUDE USING gist ("span" WITH &&);
