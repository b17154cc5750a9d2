CREATE TABLE "claim_alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"eui" text COLLATE "C",
	"address" text,
	"failures" integer NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"mailed_at" timestamp with time zone,
	"seen_at" timestamp with time zone,
	"seen_by" text,
	CONSTRAINT "claim_alerts_episode_key" UNIQUE("scope","key","since")
);
--> statement-breakpoint
ALTER TABLE "claim_failures" ADD COLUMN "last_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "claim_failures" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "claim_failures" ADD COLUMN "turned_away" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_entries_refused_claims_address_idx" ON "audit_entries" USING btree ("address","id") WHERE action = 'gateway.claim-refused';--> statement-breakpoint
CREATE INDEX "claim_failures_last_idx" ON "claim_failures" USING btree ("scope","last_at","key");