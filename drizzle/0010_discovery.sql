CREATE TABLE "gateway_discoveries" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"told_cups" integer,
	"told_tc" integer,
	"told_firmware" text,
	"told_at" timestamp with time zone,
	"last_at" timestamp with time zone,
	"address" text,
	"outcome" text,
	"detail" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "lns_uri" text;--> statement-breakpoint
ALTER TABLE "credential_sets" ADD COLUMN "muxs_template" text;