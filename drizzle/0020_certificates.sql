CREATE TABLE "certificates" (
	"owner_id" text COLLATE "C" NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"der" "bytea" NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"names" text[] DEFAULT '{}' NOT NULL,
	"serial" text NOT NULL,
	"key_type" text NOT NULL,
	"signature_algorithm" text NOT NULL,
	"is_ca" boolean NOT NULL,
	"self_signed" boolean NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	CONSTRAINT "certificates_owner_id_fingerprint_pk" PRIMARY KEY("owner_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "trust_change_rollouts" (
	"rollout_id" uuid PRIMARY KEY NOT NULL,
	"change_id" uuid NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"step" integer NOT NULL,
	CONSTRAINT "trust_change_rollouts_step_check" CHECK ("trust_change_rollouts"."step" in (1, 2))
);
--> statement-breakpoint
CREATE TABLE "trust_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"old_uri" text NOT NULL,
	"step_uri" text NOT NULL,
	"final_uri" text NOT NULL,
	"trust" "bytea" NOT NULL,
	"trust_fingerprint" "bytea" NOT NULL,
	"state" text NOT NULL,
	"checks" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "trust_changes_category_check" CHECK ("trust_changes"."category" in ('cups', 'tc')),
	CONSTRAINT "trust_changes_state_check" CHECK ("trust_changes"."state" in ('open', 'finished', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "server" text GENERATED ALWAYS AS (coalesce(lns_uri, uri)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "trust_fingerprint" "bytea" GENERATED ALWAYS AS (sha256(trust)) STORED;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "crt_fingerprint" "bytea" GENERATED ALWAYS AS (sha256(crt)) STORED;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_change_rollouts" ADD CONSTRAINT "trust_change_rollouts_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_change_rollouts" ADD CONSTRAINT "trust_change_rollouts_change_id_trust_changes_id_fk" FOREIGN KEY ("change_id") REFERENCES "public"."trust_changes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trust_changes" ADD CONSTRAINT "trust_changes_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "certificates_end_idx" ON "certificates" USING btree ("owner_id","not_after","fingerprint");--> statement-breakpoint
CREATE INDEX "trust_change_rollouts_change_idx" ON "trust_change_rollouts" USING btree ("change_id","step");--> statement-breakpoint
CREATE INDEX "trust_changes_owner_idx" ON "trust_changes" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "credential_sets_trust_idx" ON "credential_sets" USING btree ("owner_id","trust_fingerprint","category","server","eui") WHERE "credential_sets"."retired_at" is null and "credential_sets"."trust_fingerprint" is not null;--> statement-breakpoint
CREATE INDEX "credential_sets_crt_idx" ON "credential_sets" USING btree ("owner_id","crt_fingerprint","category","server","eui") WHERE "credential_sets"."retired_at" is null and "credential_sets"."crt_fingerprint" is not null;