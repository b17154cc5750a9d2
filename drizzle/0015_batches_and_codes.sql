CREATE TABLE "claim_code_lists" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"manufacturer" text DEFAULT '' NOT NULL,
	"flavor" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claim_codes" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"list_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"token_digest" "bytea",
	"token_enc" "bytea"
);
--> statement-breakpoint
CREATE TABLE "pin_exports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"batch_id" uuid NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"eui_from" text COLLATE "C" NOT NULL,
	"eui_to" text COLLATE "C" NOT NULL,
	"count" integer NOT NULL,
	"recipient" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "manufacturer" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "scheme" text DEFAULT 'gatehouse-v1' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "notes" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "origin" text DEFAULT 'made' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "created_by" text DEFAULT 'cli' NOT NULL;--> statement-breakpoint
ALTER TABLE "claim_codes" ADD CONSTRAINT "claim_codes_list_id_claim_code_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."claim_code_lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_codes_list_idx" ON "claim_codes" USING btree ("list_id","eui");--> statement-breakpoint
CREATE INDEX "pin_exports_batch_idx" ON "pin_exports" USING btree ("batch_id","eui_from");