ALTER TABLE "firmware_images" ADD COLUMN "script" jsonb;--> statement-breakpoint
ALTER TABLE "firmware_schedules" ADD COLUMN "any_model" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "backup_renewed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD COLUMN "provider_key" "bytea";