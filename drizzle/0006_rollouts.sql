CREATE TABLE "rollout_gateways" (
	"rollout_id" uuid NOT NULL,
	"eui" text COLLATE "C" NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"wave" integer,
	"place" integer NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"reason" text DEFAULT '' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"base_revision" integer NOT NULL,
	"armed" uuid,
	"before_cups" integer,
	"before_tc" integer,
	"set_cups" integer,
	"set_tc" integer,
	"armed_at" timestamp with time zone,
	"offered_at" timestamp with time zone,
	"proven_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	CONSTRAINT "rollout_gateways_rollout_id_eui_pk" PRIMARY KEY("rollout_id","eui"),
	CONSTRAINT "rollout_gateways_state_check" CHECK ("rollout_gateways"."state" in ('waiting', 'armed', 'offered', 'succeeded', 'failed', 'skipped', 'cancelled', 'returning', 'returned'))
);
--> statement-breakpoint
CREATE TABLE "rollout_waves" (
	"rollout_id" uuid NOT NULL,
	"wave" integer NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"label" text NOT NULL,
	"size" integer NOT NULL,
	"started_at" timestamp with time zone,
	"reached_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"accepted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rollout_waves_rollout_id_wave_pk" PRIMARY KEY("rollout_id","wave")
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"target" jsonb NOT NULL,
	"plan" jsonb NOT NULL,
	"fwcrc" bigint,
	"allow_unsigned" boolean DEFAULT false NOT NULL,
	"patch_enc" "bytea",
	"patch_shown" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"wave" integer DEFAULT -1 NOT NULL,
	"accepted_started" integer DEFAULT 0 NOT NULL,
	"accepted_failed" integer DEFAULT 0 NOT NULL,
	"halt" jsonb,
	"live" boolean DEFAULT false NOT NULL,
	"next_step_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "rollouts_kind_check" CHECK ("rollouts"."kind" in ('firmware', 'credentials')),
	CONSTRAINT "rollouts_state_check" CHECK ("rollouts"."state" in ('draft', 'running', 'paused', 'aborted', 'finished'))
);
--> statement-breakpoint
ALTER TABLE "firmware_schedules" ADD COLUMN "not_after" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "site" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "rollout_gateways" ADD CONSTRAINT "rollout_gateways_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollout_waves" ADD CONSTRAINT "rollout_waves_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rollout_gateways_state_idx" ON "rollout_gateways" USING btree ("rollout_id","state","wave","place");--> statement-breakpoint
CREATE INDEX "rollout_gateways_eui_idx" ON "rollout_gateways" USING btree ("owner_id","eui") WHERE "rollout_gateways"."state" in ('waiting', 'armed', 'offered', 'returning');--> statement-breakpoint
CREATE INDEX "rollouts_owner_idx" ON "rollouts" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "rollouts_live_idx" ON "rollouts" USING btree ("next_step_at") WHERE "rollouts"."live";--> statement-breakpoint
CREATE INDEX "gateways_tags_idx" ON "gateways" USING gin ("tags");--> statement-breakpoint
CREATE INDEX "gateways_site_idx" ON "gateways" USING btree ("owner_id","site","eui") WHERE "gateways"."site" <> '';