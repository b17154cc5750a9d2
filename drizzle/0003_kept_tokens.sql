DROP INDEX "check_ins_eui_idx";--> statement-breakpoint
ALTER TABLE "gateways" ADD COLUMN "kept_token_digest" "bytea";--> statement-breakpoint
ALTER TABLE "check_ins" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "gateway_reports" SET (fillfactor = 80);
