CREATE TABLE "firmware_chunks" (
	"image_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "firmware_chunks_image_id_seq_pk" PRIMARY KEY("image_id","seq")
);
--> statement-breakpoint
CREATE TABLE "firmware_images" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"crc" bigint DEFAULT 0 NOT NULL,
	"sha512" "bytea",
	"size" bigint DEFAULT 0 NOT NULL,
	"version" text NOT NULL,
	"model" text DEFAULT '' NOT NULL,
	"flavor" text DEFAULT '' NOT NULL,
	"notes" text DEFAULT '' NOT NULL,
	"file_name" text DEFAULT '' NOT NULL,
	"complete" boolean DEFAULT false NOT NULL,
	"touched_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "firmware_schedules" (
	"eui" text COLLATE "C" PRIMARY KEY NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"image_id" uuid NOT NULL,
	"crc" bigint NOT NULL,
	"not_before" timestamp with time zone,
	"allow_unsigned" boolean DEFAULT false NOT NULL,
	"state" text NOT NULL,
	"open" boolean NOT NULL,
	"armed" uuid NOT NULL,
	"armed_at" timestamp with time zone NOT NULL,
	"armed_by" text NOT NULL,
	"offered_at" timestamp with time zone,
	"package_before" text,
	"key_crc" bigint,
	"bytes_sent" bigint DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "firmware_schedules_state_check" CHECK ("firmware_schedules"."state" in ('scheduled', 'offered', 'interrupted', 'confirmed', 'no-change', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "firmware_signatures" (
	"image_id" uuid NOT NULL,
	"key_crc" bigint NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"der" "bytea" NOT NULL,
	"sig_crc" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "firmware_signatures_image_id_key_crc_pk" PRIMARY KEY("image_id","key_crc")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"crc" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "firmware_chunks" ADD CONSTRAINT "firmware_chunks_image_id_firmware_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."firmware_images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firmware_images" ADD CONSTRAINT "firmware_images_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "firmware_signatures" ADD CONSTRAINT "firmware_signatures_image_id_firmware_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."firmware_images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD CONSTRAINT "signing_keys_owner_id_owners_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owners"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "firmware_images_crc_key" ON "firmware_images" USING btree ("owner_id","crc") WHERE "firmware_images"."complete";--> statement-breakpoint
CREATE INDEX "firmware_images_uploads_idx" ON "firmware_images" USING btree ("touched_at") WHERE not "firmware_images"."complete";--> statement-breakpoint
CREATE INDEX "firmware_schedules_open_idx" ON "firmware_schedules" USING btree ("eui") WHERE "firmware_schedules"."open";--> statement-breakpoint
CREATE INDEX "firmware_schedules_image_idx" ON "firmware_schedules" USING btree ("image_id");--> statement-breakpoint
CREATE INDEX "firmware_schedules_owner_idx" ON "firmware_schedules" USING btree ("owner_id","eui");--> statement-breakpoint
CREATE INDEX "firmware_signatures_crc_idx" ON "firmware_signatures" USING btree ("owner_id","sig_crc");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_crc_key" ON "signing_keys" USING btree ("owner_id","crc");--> statement-breakpoint
ALTER TABLE "firmware_chunks" ALTER COLUMN "data" SET STORAGE EXTERNAL;
