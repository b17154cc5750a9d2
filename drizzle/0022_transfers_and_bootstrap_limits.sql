CREATE TABLE "bootstrap_policies" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"uses" integer,
	"days" integer,
	"since" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL,
	CONSTRAINT "bootstrap_policies_scope_key_pk" PRIMARY KEY("scope","key"),
	CONSTRAINT "bootstrap_policies_scope_check" CHECK ("bootstrap_policies"."scope" in ('site', 'flavor', 'batch')),
	CONSTRAINT "bootstrap_policies_uses_check" CHECK ("bootstrap_policies"."uses" > 0 and "bootstrap_policies"."days" > 0)
);
--> statement-breakpoint
CREATE TABLE "bootstrap_uses" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"used" integer DEFAULT 0 NOT NULL,
	"last_used_at" timestamp with time zone,
	"armed_at" timestamp with time zone,
	"refused" integer DEFAULT 0 NOT NULL,
	"last_refused_at" timestamp with time zone,
	"inherited_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "flavor_notes" (
	"flavor" text PRIMARY KEY NOT NULL,
	"notes" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "transfer_gateways" (
	"transfer_id" uuid NOT NULL,
	"eui" text COLLATE "C" NOT NULL,
	"from_owner" text COLLATE "C" NOT NULL,
	"to_owner" text COLLATE "C" NOT NULL,
	"state" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	CONSTRAINT "transfer_gateways_transfer_id_eui_pk" PRIMARY KEY("transfer_id","eui"),
	CONSTRAINT "transfer_gateways_state_check" CHECK ("transfer_gateways"."state" in ('offered', 'accepted', 'declined', 'withdrawn', 'expired', 'void'))
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_owner" text COLLATE "C" NOT NULL,
	"to_owner" text COLLATE "C" NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"with_labels" boolean DEFAULT false NOT NULL,
	"offered_at" timestamp with time zone NOT NULL,
	"offered_by" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "transfer_gateways" ADD CONSTRAINT "transfer_gateways_transfer_id_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."transfers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bootstrap_uses_refused_idx" ON "bootstrap_uses" USING btree ("last_refused_at") WHERE "bootstrap_uses"."refused" > 0;--> statement-breakpoint
CREATE UNIQUE INDEX "transfer_gateways_open_key" ON "transfer_gateways" USING btree ("eui") WHERE "transfer_gateways"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "transfer_gateways_end_idx" ON "transfer_gateways" USING btree ("expires_at") WHERE "transfer_gateways"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "transfer_gateways_incoming_idx" ON "transfer_gateways" USING btree ("to_owner") WHERE "transfer_gateways"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "transfers_from_idx" ON "transfers" USING btree ("from_owner","offered_at","id");--> statement-breakpoint
CREATE INDEX "transfers_to_idx" ON "transfers" USING btree ("to_owner","offered_at","id");